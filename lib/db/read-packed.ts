import type { Connection, Submittable } from 'pg'
import { database, type Database } from './client.ts'

// The driver reads every value as text, and bytes as twice as many hexadecimal digits: of a million frames, a gigabyte
// of strings to be cleared away. COPY sends the same bytes as they are, to be read where they arrive.

/**
 * The one row of a query, each column as the bytes that Postgres sends for it in binary. COPY takes no parameters: only
 * numbers of our own are to be written into the text.
 */
export async function readPacked(query: string, db: Database = database()): Promise<(Buffer | null)[]> {
  const client = await db.pool.connect()
  let failure: Error | undefined
  try {
    return columnsOf(
      await new Promise<Buffer>((resolve, reject) => {
        client.query(copyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`, resolve, reject))
      }),
    )
  } catch (cause) {
    failure = new Error('could not read packed columns', { cause })
    throw failure
  } finally {
    client.release(failure)
  }
}

/** What the driver calls of a query that is not its own, `callback` too. */
type CopyOut = Submittable & {
  callback(error: Error | null): void
  handleCopyData(message: { chunk: Buffer }): void
  handleCommandComplete(): void
  handleError(error: Error): void
  handleReadyForQuery(): void
}

function copyOut(text: string, resolve: (bytes: Buffer) => void, reject: (error: Error) => void): CopyOut {
  const chunks: Buffer[] = []
  const query: CopyOut = {
    submit: (connection: Connection) => connection.query(text),
    // The driver uses the place of what it gives again.
    handleCopyData: ({ chunk }) => void chunks.push(Buffer.from(chunk)),
    handleCommandComplete: () => undefined,
    handleError: (error) => query.callback(error),
    handleReadyForQuery: () => query.callback(null),
    callback: (error) => (error ? reject(error) : resolve(Buffer.concat(chunks))),
  }
  return query
}

const signatureLength = 11

/** The columns of the first row of COPY's binary format. */
function columnsOf(bytes: Buffer): (Buffer | null)[] {
  let at = signatureLength + 4
  at += 4 + bytes.readInt32BE(at)
  const columns: (Buffer | null)[] = []
  const count = bytes.readInt16BE(at)
  at += 2
  for (let column = 0; column < count; column++) {
    const length = bytes.readInt32BE(at)
    at += 4
    columns.push(length < 0 ? null : bytes.subarray(at, at + length))
    at += Math.max(0, length)
  }
  return columns
}
