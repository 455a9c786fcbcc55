import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from './client.ts'
import { deleteRun } from './delete-run.ts'
import { readMarkers } from './read-markers.ts'
import { readSeries } from './read-series.ts'
import { readTimeline } from './read-timeline.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

/** The same database, where a run is erased once its frames are about to be read. */
function erasing(publicId: string): Database {
  const connect = async () => {
    await deleteRun(publicId, db)
    return db.pool.connect()
  }
  const pool = new Proxy(db.pool, {
    get(target, name) {
      if (name === 'connect') return connect
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return { ...db, pool }
}

const readings = {
  markers: (publicId: string, from: Database) => readMarkers(publicId, from),
  timeline: (publicId: string, from: Database) => readTimeline(publicId, 0, from),
  series: (publicId: string, from: Database) => readSeries(publicId, { points: 600 }, from),
}

for (const [name, read] of Object.entries(readings)) {
  test(`a run that is erased while its ${name} are read is no run, and no error`, async () => {
    const { runId, publicId } = await storeRun(db, { recording: 'closed', endedUs: 1_795_510_768_123_456n })
    await storeFrames(db, runId, ['data: 1\n\n', 'data: 2\n\n'])
    assert.equal(await read(publicId, erasing(publicId)), null)
  })
}
