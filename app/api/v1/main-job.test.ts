import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import { Run } from '#lib/api/run.ts'
import { testRecorder } from '#lib/recorder/testing.ts'
import { call, testApi } from '#lib/route/testing.ts'
import { cut, emit, gate } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { GET as watch } from './runs/[id]/events/route.ts'
import { GET as exportRun } from './runs/[id]/export/route.ts'
import { GET as readFrames } from './runs/[id]/frames/route.ts'
import { GET as getRun } from './runs/[id]/route.ts'
import { POST as startRun } from './runs/start/route.ts'
import { POST as addSource } from './sources/route.ts'
import { PATCH as patchSource } from './sources/[slug]/route.ts'

// The main job through its API alone: a source, a run started, watched live, read back and exported.

const db = await testApi()

const script = {
  steps: [
    emit({ type: 'token', content: 'Hel' }),
    emit({ type: 'token', content: 'lo 🌍' }),
    gate('expired'),
    cut('fin', 9),
    emit({ type: 'token', content: '!' }),
    emit({ type: 'done', threadId: 't-9' }),
  ],
}

test('a run that is cut and loses its credential is seen live and reads back byte for byte', async (t) => {
  // Stopped with the test and not with the file: by then its database is gone.
  const recorder = testRecorder(db)
  t.after(() => recorder.stop({ drainMs: 0 }))
  const upstream = await serveModus({ runs: { 'run-1': script }, token: 'first' })
  t.after(() => upstream.close())
  const added = await call(addSource, 'POST', '/x', {
    body: { name: 'Modus', dialect: 'modus', baseUrl: upstream.url, credential: 'first' },
  })
  assert.equal(added.status, 201)
  const body = { message: 'Say hello', sessionId: 't-9', organizationId: 'o-1' }
  const started = await call(startRun, 'POST', '/x', {
    body: { source: 'modus', operation: 'run', body, idempotencyKey: 'run-1' },
  })
  assert.equal(started.status, 201)
  const params = { id: Run.parse(await started.json()).id }

  const seen: Frame[] = []
  for await (const { event, data } of eventsOf(await call(watch, 'GET', '/x', { params }))) {
    if (event === 'frames') seen.push(...(JSON.parse(data) as Frame[]))
    if (event === 'frames' && seen.length === 2) {
      upstream.expireToken()
      upstream.run('run-1')?.open('expired')
    }
    if (event === 'run' && (JSON.parse(data) as Partial<Run>).recording === 'auth_required') {
      upstream.setToken('second')
      await call(patchSource, 'PATCH', '/x', { params: { slug: 'modus' }, body: { credential: 'second' } })
    }
  }

  const page = (await (await call(readFrames, 'GET', '/x', { params })).json()) as { frames: Frame[] }
  assert.deepEqual(seen, page.frames)
  const exported = await call(exportRun, 'GET', '/x?format=sse', { params })
  assert.equal(await exported.text(), Buffer.from(upstream.truth('run-1').bytes).toString('utf8'))
  const run = Run.parse(await (await call(getRun, 'GET', '/x', { params })).json())
  assert.deepEqual([run.status, run.recording, run.integrity, run.threadId], ['completed', 'closed', 'complete', 't-9'])
  assert.equal(run.title, 'Say hello')
})

async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: string }> {
  let text = ''
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const { event, data } = /event: (?<event>\w+)\ndata: (?<data>.*)$/s.exec(block)?.groups ?? {}
      if (event !== undefined && data !== undefined) yield { event, data }
    }
  }
}
