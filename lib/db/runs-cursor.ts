/** A place in the list of runs, newest first: when the last run shown was made, and its key. */
export type RunsCursor = { createdAt: Date; id: bigint }

/** The cursor as clients pass it on. What is in it is nobody's business. */
export function writeRunsCursor({ createdAt, id }: RunsCursor): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url')
}

/** The place that a cursor names, or null if it is none of ours. */
export function readRunsCursor(text: string): RunsCursor | null {
  const [, ms, id] = /^(\d{1,15})\.(\d{1,18})$/.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  return ms && id ? { createdAt: new Date(Number(ms)), id: BigInt(id) } : null
}
