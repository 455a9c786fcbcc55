import { formatSeconds } from '#lib/format/duration.ts'

const span = 60
const tick = 5

/** An empty tape that runs: a minute of ruler, and the playhead at the time waited. */
export function WaitingTape({ waitedMs }: { waitedMs: number }) {
  const minutes = Math.floor(waitedMs / 1000 / span)
  const within = (waitedMs / 1000) % span
  const percent = (seconds: number) => `${(seconds / span) * 100}%`
  return (
    <div aria-hidden="true" className="relative h-7 text-2xs whitespace-nowrap text-muted">
      <span
        className="absolute top-0 left-0 h-px bg-running motion-safe:transition-[width] motion-safe:duration-1000 motion-safe:ease-linear"
        style={{ width: percent(within) }}
      />
      {Array.from({ length: span + 1 }, (_, second) => {
        const major = second % (2 * tick) === 0
        return (
          <span key={second} className="absolute top-0" style={{ left: percent(second) }}>
            <span className={major ? 'block h-2.5 w-px bg-control' : 'block h-1.25 w-px bg-hairline'} />
            {major && (
              <span
                className={
                  second === 0 ? '' : second === span ? 'absolute right-0' : 'absolute left-0 -translate-x-1/2'
                }
              >
                {label(minutes * span + second)}
              </span>
            )}
          </span>
        )
      })}
      <span
        className="absolute -top-1.5 h-4.5 w-0.5 -translate-x-1/2 bg-accent motion-safe:transition-[left] motion-safe:duration-1000 motion-safe:ease-linear"
        style={{ left: percent(within) }}
      />
    </div>
  )
}

function label(seconds: number): string {
  return seconds === 0 ? '0' : seconds <= span ? `${seconds} s` : formatSeconds(seconds * 1000)
}
