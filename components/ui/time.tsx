import { formatInstant, formatRelative } from '#lib/format/instant.ts'

/** How long ago something was, with the instant itself on hover and for machines. */
export function Time({ at, now, className }: { at: string; now: number; className?: string | undefined }) {
  return (
    <time dateTime={at} title={formatInstant(at)} className={className}>
      {formatRelative(at, now)}
    </time>
  )
}
