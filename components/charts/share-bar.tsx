import { formatFigure } from '#lib/format/figure.ts'

export type Share = {
  key: string
  label: string
  ms: number
  /** Whole tenths of a percent; all together make a thousand. */
  perMille: number
  /** CSS background, with a pattern where colour alone would not tell. */
  fill: string
  onOpen?: (() => void) | undefined
}

/** Parts of a whole side by side, with a legend from the largest to the smallest. */
export function ShareBar({ label, shares }: { label: string; shares: readonly Share[] }) {
  return (
    <div>
      <div className="flex h-5 overflow-hidden rounded-chip border border-hairline" role="img" aria-label={label}>
        {shares.map(({ key, perMille, fill }) => (
          <span
            key={key}
            className="h-full forced-colors:border"
            style={{ width: `${perMille / 10}%`, background: fill }}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-0.5 pt-1.5 text-xs">
        {shares.map(({ key, label, ms, perMille, fill, onOpen }) => (
          <li key={key} className="flex items-center gap-1.5">
            <span className="size-2.5 rounded-[2px] border border-hairline" style={{ background: fill }} />
            {onOpen ? (
              <button type="button" className="hover:underline" onClick={onOpen}>
                {label}
              </button>
            ) : (
              label
            )}
            <b className="font-normal text-text-2">{formatFigure(ms)}</b>
            <span className="text-muted">{(perMille / 10).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
