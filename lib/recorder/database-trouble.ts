import type { Sleep } from './sleep.ts'

/** Whether the same statement can succeed later: deadlock, serialization, no connection, shutdown, disk full. */
export function isPassing(error: unknown): boolean {
  return /\b(?:40P01|40001|55P03|57P0\d|57014|53\d{3}|08\d{3}|P10(?:01|02|08|17)|P2024|P2034|ECONN\w+|EPIPE|ETIMEDOUT)\b|onnection (?:terminated|timeout|closed|ended)|timeout exceeded when trying to connect|database system is/.test(
    describe(error),
  )
}

/** Told of each failure while the database is away, so that it can be logged. */
export type OnTrouble = (trouble: { error: unknown; attempt: number }) => void

/** Does what must be done, again and again while the database is away. Every other error is thrown. */
export async function whenBack<T>(
  work: () => Promise<T>,
  { sleep, onTrouble }: { sleep: Sleep; onTrouble: OnTrouble },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      onTrouble({ error, attempt })
      await sleep(troubleMs(attempt))
    }
  }
}

/** How long to wait before the next try: 50 ms, doubling to 2 s. */
export function troubleMs(attempt: number): number {
  return Math.min(50 * 2 ** (attempt - 1), 2000)
}

function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 4) return ''
  const code = 'code' in error ? String(error.code) : ''
  const meta = 'meta' in error ? JSON.stringify(error.meta) : ''
  return `${code} ${meta} ${error.message} ${describe(error.cause, depth + 1)}`
}
