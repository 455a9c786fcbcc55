import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { comment, cut, emit, gate } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { openTruthReader } from './read-truth.ts'
import { openTruthLog } from './truth-log.ts'

async function truthFile(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'runtape-truth-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'truth.ndjson')
  const log = await openTruthLog(path)
  const reader = await openTruthReader(path)
  t.after(() => reader.close())
  return { path, log, reader }
}

const token = (content: string) => emit({ type: 'token', content })

test('the log knows every frame with its bytes, and which the socket took', async (t) => {
  const { log, reader } = await truthFile(t)
  const upstream = await serveModus({
    witness: log,
    runs: { r: { steps: [token('é'), comment('on'), token('b'), cut('rst', 3), token('c'), emit({ type: 'done' })] } },
  })
  const watch = () => fetch(`${upstream.url}/agent/runs/r/stream`).then((response) => response.text())
  await assert.rejects(watch())
  await reader.catchUp()
  assert.deepEqual(
    reader.truth('r')?.emitted.map(({ taken }) => taken),
    [true, true, true, false, false],
  )
  const text = await watch()
  await upstream.close()
  await log.close()
  await reader.catchUp()
  const { emitted } = reader.truth('r') ?? { emitted: [] }
  const { frames, bytes } = upstream.truth('r')
  assert.deepEqual(
    emitted.map(({ n, id, sha256, bytes, taken }) => ({ n, id, sha256, bytes, taken })),
    frames.map(({ id, sha256, raw }, i) => ({ n: i + 1, id, sha256, bytes: raw.length, taken: true })),
  )
  for (const [i, { offset, bytes: length }] of emitted.entries()) {
    assert.ok(bytes.subarray(offset, offset + length).equals(frames[i]?.raw ?? Buffer.alloc(0)))
  }
  assert.ok(text.includes('"c"'))
})

test('a frame is in the file before it is on the wire', async (t) => {
  const { path, log } = await truthFile(t)
  const upstream = await serveModus({ witness: log, runs: { r: { steps: [token('first'), gate('more')] } } })
  const response = await fetch(`${upstream.url}/agent/runs/r/stream`)
  const { value } = (await response.body?.getReader().read()) ?? {}
  const written = await readFile(path, 'utf8')
  assert.ok(Buffer.from(value ?? []).includes('first'))
  assert.equal(written.split('\n').filter((line) => line.includes('"emitted"')).length, 1)
  await upstream.close()
  await log.close()
})

test('heartbeats of a connection are counted by their bytes and are no frames', async (t) => {
  const { log, reader } = await truthFile(t)
  const upstream = await serveArkloop({ witness: log, runs: { r: { steps: [] } } })
  for (let round = 0; round < 2; round++)
    await fetch(`${upstream.url}/v1/runs/r/events?follow=false`).then((r) => r.text())
  const open = await fetch(`${upstream.url}/v1/runs/r/events?follow=true`)
  await open.body?.getReader().read()
  await upstream.close()
  await log.close()
  await reader.catchUp()
  assert.deepEqual([...(reader.truth('r')?.beside.values() ?? [])], [1])
  assert.equal(reader.truth('r')?.emitted.length, 0)
})

test('a reader takes up what is added and frees what it is told to', async (t) => {
  const { log, reader } = await truthFile(t)
  const frame = { id: '1', raw: Buffer.from('data: 1\n\n'), sha256: 'aa' }
  log.emitted('r', 1, frame)
  await log.kept()
  await reader.catchUp()
  assert.equal(reader.truth('r')?.emitted.length, 1)
  log.emitted('r', 2, frame)
  log.emitted('other', 1, frame)
  await log.close()
  reader.forget('r')
  await reader.catchUp()
  assert.equal(reader.truth('r'), null)
  assert.equal(reader.truth('other')?.emitted.length, 1)
})

test('a line that is not whole yet is left for the next time', async (t) => {
  const { path, log, reader } = await truthFile(t)
  await log.close()
  const line = `${JSON.stringify({ is: 'emitted', run: 'é', n: 1, id: null, sha256: 'aa', bytes: 1, offset: 0, at: 0 })}\n`
  const half = line.length >> 1
  await appendFile(path, line.slice(0, half))
  await reader.catchUp()
  assert.equal(reader.truth('é'), null)
  await appendFile(path, line.slice(half))
  await reader.catchUp()
  assert.equal(reader.truth('é')?.emitted.length, 1)
})

test('a comment that two connections are given, since neither is over, is a heartbeat the second time', async (t) => {
  const { log, reader } = await truthFile(t)
  const upstream = await serveModus({ witness: log, runs: { r: { steps: [token('a'), comment('on'), gate('end')] } } })
  const watch = async () => {
    const body = (await fetch(`${upstream.url}/agent/runs/r/stream`)).body?.getReader()
    let text = ''
    while (!text.includes(': on')) text += Buffer.from((await body?.read())?.value ?? []).toString()
    return body
  }
  const open = [await watch(), await watch()]
  await log.kept()
  await reader.catchUp()
  assert.deepEqual([...(reader.truth('r')?.beside.values() ?? [])], [1])
  assert.equal(reader.truth('r')?.emitted.length, 2)
  for (const body of open) await body?.cancel()
  await upstream.close()
  await log.close()
})
