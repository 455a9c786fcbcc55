import { stdSerializers, type SerializedError } from 'pino'

/**
 * An error for the log: its kind, words, code and causes. Not whatever else hangs on it: the database's driver hangs
 * its whole connection there, secret key and all, and Postgres the row that it did not like.
 */
export function logError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = stdSerializers.err(error) as SerializedError
  const { code } = error as { code?: unknown }
  return { type, message, stack, ...(typeof code === 'string' && { code }) }
}
