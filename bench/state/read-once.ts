import { database } from '#lib/db/client.ts'
import { readTranscript } from '#lib/db/read-transcript.ts'

/** How long it took. */
export type ReadOnce = { type: 'read'; ms: number }

// A process that reads the state of a run at a frame, tells how long that took, and ends. It has a connection by then, as a
// server does, and nothing else.

const [publicId, at] = process.argv.slice(2)
const db = database()
await db.pool.query('SELECT 1')
const startedAt = performance.now()
JSON.stringify(await readTranscript(publicId ?? '', Number(at), db))
process.send?.({ type: 'read', ms: performance.now() - startedAt } satisfies ReadOnce)
await db.close()
process.disconnect?.()
