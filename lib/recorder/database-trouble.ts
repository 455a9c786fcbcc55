import type { Sleep } from './sleep.ts'

/**
 * Whether the same statement can succeed later: deadlock, serialization, no connection, shutdown, failover, disk full.
 * By codes: the words of an error hold what the statement was about, which may look like anything.
 */
export function isPassing(error: unknown): boolean {
  const codes = codesOf(error)
  if (codes.some((code) => passing.test(code))) return true
  return !codes.some((code) => sqlState.test(code)) && lostConnection.test(messagesOf(error))
}

const sqlState = /^[0-9A-Z]{5}$/

// SQLSTATE (PostgreSQL, appendix A), Prisma's own codes and kinds, and those of sockets.
const passing =
  /^(?:08\w{3}|25006|40001|40P01|53\w{3}|55P03|57014|57P0[1235]|P10(?:01|02|08|17)|P20(?:24|28|34)|TransactionWriteConflict|ConnectionClosed|SocketTimeout|DatabaseNotReachable|TooManyConnections|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/

const lostConnection =
  /onnection (?:terminated|timeout|closed|ended|error)|timeout exceeded when trying to connect|^Query read timeout/m

const unknownOutcome =
  /^(?:08\w{3}|57P0[12]|P1017|ConnectionClosed|SocketTimeout|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT)$/

/** Whether the connection broke under a statement, so that it may have been done or not. */
export function isUnknownOutcome(error: unknown): boolean {
  const codes = codesOf(error)
  if (codes.some((code) => unknownOutcome.test(code))) return true
  const messages = messagesOf(error)
  return codes.length === 0 && lostConnection.test(messages) && !messages.includes('trying to connect')
}

/** The one word for what went wrong: its SQLSTATE, else the code of the driver or socket. */
export function troubleCode(error: unknown): string {
  const codes = codesOf(error)
  return codes.find((code) => sqlState.test(code) && !/^P[1-9]/.test(code)) ?? codes.at(-1) ?? 'unknown'
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

function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const { code, originalCode, kind, meta, cause, driverAdapterError, errors } = error as { [name: string]: unknown }
  const own = [code, originalCode, kind].filter((value) => typeof value === 'string')
  const inner = [meta, cause, driverAdapterError, ...(Array.isArray(errors) ? (errors as unknown[]) : [])]
  return [...own, ...inner.flatMap((part) => codesOf(part, depth + 1))]
}

function messagesOf(error: unknown, depth = 0): string {
  return error instanceof Error && depth < 5 ? `${error.message}\n${messagesOf(error.cause, depth + 1)}` : ''
}
