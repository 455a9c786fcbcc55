import type { Connection, Submittable } from 'pg'
import { database, type Database } from './client.ts'

// The driver reads every value as text, and bytes as twice as many hexadecimal digits: for a page of frames that is most
// of the work, and most of what has to be cleared away after it. COPY sends the same values as they are.

/** The columns of one row, to be read in their order. */
export type BinaryRow = {
  /** A boolean, smallint or integer. */
  integer(): number
  bigint(): bigint | null
  bytes(): Buffer | null
}

/**
 * The rows of a query, whose values come as Postgres sends them in binary. COPY takes no parameters: only numbers of our
 * own are to be written into the text. Bytes are parts of one buffer for all rows.
 */
export async function readBinary<Row>(
  query: string,
  readRow: (row: BinaryRow) => Row,
  db: Database = database(),
): Promise<Row[]> {
  const client = await db.pool.connect()
  let failure: Error | undefined
  try {
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      client.query(copyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`, resolve, reject))
    })
    return rowsOf(bytes, readRow)
  } catch (cause) {
    failure = new Error('could not copy rows out of the database', { cause })
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
  // One buffer that grows, not one for each row: the driver uses the place of what it gives again.
  let bytes = Buffer.allocUnsafe(64 * 1024)
  let length = 0
  const query: CopyOut = {
    submit: (connection: Connection) => connection.query(text),
    handleCopyData({ chunk }) {
      if (length + chunk.length > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(2 * bytes.length, length + chunk.length))
        bytes.copy(larger, 0, 0, length)
        bytes = larger
      }
      chunk.copy(bytes, length)
      length += chunk.length
    },
    handleCommandComplete: () => undefined,
    handleError: (error) => query.callback(error),
    handleReadyForQuery: () => query.callback(null),
    callback: (error) => (error ? reject(error) : resolve(bytes.subarray(0, length))),
  }
  return query
}

const signatureLength = 11

/** COPY's binary format: a header, rows of lengths and values, and -1 at the end. */
function rowsOf<Row>(bytes: Buffer, readRow: (row: BinaryRow) => Row): Row[] {
  let at = signatureLength + 4
  at += 4 + bytes.readInt32BE(at)
  /** The length of the next value, which `at` is then at; -1 for a null. */
  const next = () => {
    at += 4
    return bytes.readInt32BE(at - 4)
  }
  const row: BinaryRow = {
    integer() {
      const length = next()
      at += length
      return bytes.readIntBE(at - length, length)
    },
    bigint() {
      if (next() < 0) return null
      at += 8
      return bytes.readBigInt64BE(at - 8)
    },
    bytes() {
      const length = next()
      if (length < 0) return null
      at += length
      return bytes.subarray(at - length, at)
    },
  }
  const rows: Row[] = []
  while (at + 2 <= bytes.length && bytes.readInt16BE(at) >= 0) {
    at += 2
    rows.push(readRow(row))
  }
  return rows
}
