import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { closedRun, runWhen, testRun } from '#lib/recorder/testing.ts'
import { openRig, type Rig } from '../harness.ts'

const MB = 1024 * 1024
const head = { 'content-type': 'text/event-stream' }

test('row 39: a million frames at once are all stored, and reading them waits for the database', async () => {
  const count = 1_000_000
  const sha = createHash('sha256')
  const { rig, run, close } = await recording(async (response) => {
    response.writeHead(200, head)
    for (let from = 1; from <= count; from += 1000) {
      const lines = Array.from(
        { length: 1000 },
        (_, i) => `id: ${from + i}-0\ndata: {"type":"token","content":"x"}\n\n`,
      )
      const chunk = Buffer.from(lines.join(''))
      sha.update(chunk)
      if (!response.write(chunk)) await once(response, 'drain')
    }
    const last = Buffer.from(`id: ${count + 1}-0\ndata: {"type":"done","runId":"run-1"}\n\n`)
    sha.update(last)
    response.end(last)
  })
  const peak = watchRss(rig)
  try {
    const row = await closedRun(rig.db, run, 300_000)
    assert.deepEqual([row.status, row.integrity, row.frameCount], ['completed', 'complete', count + 1])
    const stored = createHash('sha256')
    for (let after = 0; after <= count; after += 20_000) {
      const { rows } = await rig.db.pool.query<{ raw: Buffer }>(
        'SELECT raw FROM frame WHERE run_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq',
        [run.runId, after, after + 20_000],
      )
      for (const { raw } of rows) stored.update(raw)
    }
    assert.equal(stored.digest('hex'), sha.digest('hex'))
    assert.ok(peak.rss() < 512 * MB, `the recorder took ${Math.round(peak.rss() / MB)} MB`)
  } finally {
    peak.stop()
    await close()
  }
})

test('row 38: a dozen lines that never end cost a bounded part of memory', async () => {
  const { rig, run, close, more } = await recording(async (response) => {
    response.writeHead(200, head)
    await pipeline(endlessLine, response).catch(() => undefined) // the recorder may leave
  })
  const peak = watchRss(rig)
  try {
    const runs = [run, ...(await Promise.all(Array.from({ length: 11 }, more)))]
    for (const one of runs) {
      const row = await closedRun(rig.db, one, 300_000)
      assert.deepEqual([row.status, row.gapCount], ['completed', 1])
    }
    assert.ok(peak.rss() < 768 * MB, `the recorder took ${Math.round(peak.rss() / MB)} MB`)
  } finally {
    peak.stop()
    await close()
  }
})

/** A frame of 64 MB, and the end of the run. */
function* endlessLine() {
  yield Buffer.from('id: 1-0\ndata: ')
  for (let n = 0; n < 64; n++) yield Buffer.alloc(MB, 'x')
  yield Buffer.from('\n\nid: 2-0\ndata: {"type":"done","runId":"run-1"}\n\n')
}

test('row 21: heartbeats alone, for hours of them, keep the connection and cost no memory', async () => {
  const { rig, run, close } = await recording(async (response) => {
    response.writeHead(200, head)
    response.write('id: 1-0\ndata: {"type":"token","content":"a"}\n\n')
    // At one every 15 s, these are 41 hours of them.
    for (let n = 0; n < 10_000 && !response.destroyed; n++) {
      response.write(': ping\n\n')
      if (n % 10 === 0) await delay(20)
    }
    response.end('id: 2-0\ndata: {"type":"done","runId":"run-1"}\n\n')
  })
  try {
    await runWhen(rig.db, run, (row) => (row.recorder?.nextSeq ?? 0) > 2000, 60_000)
    const before = await rssOf(rig)
    const row = await closedRun(rig.db, run, 120_000)
    const grown = (await rssOf(rig)) - before
    assert.deepEqual([row.status, row.integrity, row.connections.length], ['completed', 'complete', 1])
    assert.ok(grown < 32 * MB, `the recorder grew by ${Math.round(grown / MB)} MB`)
  } finally {
    await close()
  }
})

/** A rig, and a run (and `more` of them) of a server that answers like this. */
async function recording(answer: (response: ServerResponse) => Promise<void>) {
  const rig = await openRig()
  const server = createServer((_request, response) => {
    response.on('error', () => undefined)
    void answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const more = () => testRun(rig.db, { baseUrl, upstreamRunId: 'run-1' })
  return {
    rig,
    run: await more(),
    more,
    async close() {
      server.closeAllConnections()
      server.close()
      await rig.close()
    },
  }
}

async function rssOf({ recorders }: Rig): Promise<number> {
  const status = await readFile(`/proc/${recorders.pids()[0]?.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

/** Looks at the recorder's memory until it is told to stop. */
function watchRss(rig: Rig) {
  let most = 0
  const timer = setInterval(() => {
    rssOf(rig).then(
      (rss) => (most = Math.max(most, rss)),
      () => undefined, // it ended meanwhile
    )
  }, 200)
  return { rss: () => most, stop: () => clearInterval(timer) }
}
