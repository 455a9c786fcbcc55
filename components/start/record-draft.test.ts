import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordInput } from '#lib/api/run.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { generic } from '#lib/dialects/generic.ts'
import { modus } from '#lib/dialects/modus.ts'
import { emptyRecord, recordErrors, recordInput } from './record-draft.ts'
import { sourceName } from './source-name.ts'
import { watchables } from './watchable.ts'

const request = { method: 'GET', path: '/', headers: {}, body: null }
const twoStreams: Dialect = {
  ...generic,
  surfaces: [
    { name: 'log', label: 'Log' },
    { name: 'chat', label: 'Chat' },
    { name: 'agent', label: 'Agent stream' },
  ],
  watch: ({ surface, agent }) => (surface === 'log' || (surface === 'agent' && agent !== null) ? request : null),
}

test('only streams that can be watched are offered, with what they ask for', () => {
  const [stream] = watchables(modus, {})
  assert.deepEqual(stream, { surface: { name: '', label: 'Stream' }, needsAgent: false, needsThread: false })
  assert.deepEqual(watchables(generic, {}), [])
  assert.equal(watchables(generic, { paths: { watch: '/{runId}' } }).length, 1)
  assert.deepEqual(
    watchables(twoStreams, {}).map(({ surface, needsAgent }) => [surface.name, needsAgent]),
    [
      ['log', false],
      ['agent', true],
    ],
  )
})

test('what is missing is said at its field, and ids lose the blanks that were pasted with them', () => {
  const [log, agent] = watchables(twoStreams, {})
  assert.ok(log && agent)
  assert.deepEqual(recordErrors(emptyRecord, log), { upstreamRunId: 'Required.' })
  assert.deepEqual(recordErrors({ ...emptyRecord, upstreamRunId: 'u' }, agent), { agentId: 'Required.' })
  const draft = { ...emptyRecord, upstreamRunId: ' u-1\n', agentId: ' a ', threadId: ' ' }
  const input = recordInput('s', draft, agent)
  assert.deepEqual(input, { source: 's', upstreamRunId: 'u-1', surface: 'agent', agentId: 'a' })
  assert.ok(RecordInput.safeParse(input).success)
})

test('sources that share a name are told apart by their slugs', () => {
  const source = (name: string, slug: string) => ({ name, slug }) as Parameters<typeof sourceName>[0]
  const sources = [source('Prod', 'prod'), source('Prod', 'prod-2'), source('Test', 'test')]
  assert.deepEqual(
    sources.map((one) => sourceName(one, sources)),
    ['Prod · prod', 'Prod · prod-2', 'Test'],
  )
})
