import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dialect, RunRef } from '#lib/dialects/dialect.ts'
import { generic } from '#lib/dialects/generic.ts'
import type { UpstreamRun } from '#lib/dialects/rest.ts'
import { send } from '#lib/http/send.ts'
import { sleep } from './sleep.ts'
import { createStatusCalls } from './status-calls.ts'

/** An upstream with a status call for three runs at once, and one for each. */
const asked: string[] = []
let answers: (path: string) => { status: number; body: unknown } = () => ({ status: 404, body: {} })
const server = createServer((request, response) => {
  asked.push(request.url ?? '')
  const { status, body } = answers(request.url ?? '')
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => void server.close())

const toRun = ([upstreamRunId, status]: [string, 'running' | 'completed']): UpstreamRun => ({
  upstreamRunId,
  status,
  createdMs: null,
  endedMs: null,
  metadata: {},
})
const get = (path: string) => ({ method: 'GET', path, headers: {}, body: null })
const dialect = {
  ...generic,
  rest: {
    read: (text: string) => Object.entries(JSON.parse(text) as Record<string, 'running'>).map(toRun),
    status: {
      limit: 3,
      group: ({ agent }: RunRef) => agent,
      request: (runs: readonly RunRef[]) => get(`/many?ids=${runs.map((run) => run.upstreamRunId).join(',')}`),
      single: ({ upstreamRunId }: RunRef) => get(`/one/${upstreamRunId}`),
    },
    find: () => null,
    details: () => [],
    lists: () => [],
    list: () => get('/'),
    nextPage: () => null,
    streams: true,
    usage: null,
  },
} as Dialect

const source = {
  id: 's',
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  credential: null,
  headers: {},
}
const ref = (upstreamRunId: string, agent: string | null = 'a'): RunRef => ({
  surface: '',
  upstreamRunId,
  threadId: null,
  agent,
  lastId: null,
  start: null,
  startedMs: null,
})
const dispatch: typeof send = (request, options) => send(request, { ...options, policy: { loopback: true, allow: [] } })
const calls = createStatusCalls({ send: dispatch, sleep: (ms, signal) => sleep(ms / 10, signal) })
const { signal } = new AbortController()

function ask(...runs: RunRef[]) {
  asked.length = 0
  return Promise.all(runs.map((run) => calls.ask(source, dialect, run, signal)))
}

test('runs that are asked about together are one call, as many as the upstream allows', async () => {
  answers = (path) => {
    const ids = new URL(path, 'http://x').searchParams.get('ids')?.split(',') ?? []
    return { status: 200, body: Object.fromEntries(ids.map((id) => [id, 'running'])) }
  }
  const told = await ask(ref('1'), ref('2'), ref('3'), ref('4'))
  assert.deepEqual(asked.toSorted(), ['/many?ids=1,2,3', '/many?ids=4'])
  assert.ok(told.every((answer) => answer.name === 'known' && answer.run.status === 'running'))
})

test('runs of different groups are different calls', async () => {
  await ask(ref('1', 'a'), ref('2', 'b'))
  assert.deepEqual(asked.toSorted(), ['/many?ids=1', '/many?ids=2'])
})

test('a run that the call for many does not tell of is asked for alone, and is absent if that does not know it', async () => {
  answers = (path) => {
    if (path.startsWith('/many')) return { status: 200, body: { 1: 'completed' } }
    return path === '/one/2' ? { status: 200, body: { 2: 'running' } } : { status: 404, body: {} }
  }
  const told = await ask(ref('1'), ref('2'), ref('3'))
  assert.deepEqual(
    told.map((answer) => (answer.name === 'known' ? answer.run.status : answer.name)),
    ['completed', 'running', 'absent'],
  )
})

test('where there is no call for many, each is asked for alone', async () => {
  answers = (path) =>
    path.startsWith('/many') ? { status: 404, body: {} } : { status: 200, body: { 1: 'running', 2: 'running' } }
  const told = await ask(ref('1'), ref('2'))
  assert.ok(told.every(({ name }) => name === 'known'))
  assert.deepEqual(asked.toSorted(), ['/many?ids=1,2', '/one/1', '/one/2'])
})

test('trouble, a refused credential and a run that cannot be asked about are told apart', async () => {
  answers = () => ({ status: 503, body: {} })
  assert.equal((await ask(ref('1')))[0]?.name, 'failed')
  answers = () => ({ status: 401, body: {} })
  assert.equal((await ask(ref('1')))[0]?.name, 'unauthorized')
  assert.equal((await ask(ref('1', null)))[0]?.name, 'no_call')
  assert.deepEqual(asked, [])
})

test('an answer that is no JSON, or broke off, does not say that a run is gone', async () => {
  for (const body of ['<title>Back soon</title>', '{"1":"runn', '']) {
    answers = () => ({ status: 200, body })
    assert.equal((await ask(ref('1')))[0]?.name, 'failed', body)
    answers = (path) => ({ status: 200, body: path.startsWith('/many') ? body : { 1: 'running' } })
    assert.equal((await ask(ref('1')))[0]?.name, 'known', body)
  }
})

test('a question is answered whatever goes wrong in reading, and at once where nobody waits any more', async () => {
  answers = () => ({ status: 200, body: 'null' })
  assert.equal((await ask(ref('1')))[0]?.name, 'failed')
  asked.length = 0
  assert.equal((await calls.ask(source, dialect, ref('1'), AbortSignal.abort())).name, 'failed')
  assert.deepEqual(asked, [])
})
