import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRun } from './choose-run.ts'
import type { RunRef } from './dialect.ts'
import { operativusRest as rest } from './operativus-rest.ts'

const run: RunRef = {
  surface: 'chat',
  upstreamRunId: 'r-1',
  threadId: 's-1',
  agent: 'a-1',
  lastId: null,
  start: null,
  startedMs: 1766000000000,
}
const started = { operation: 'run', params: { agentId: 'a-2' }, body: {}, idempotencyKey: null }

test('the status of many runs is asked for by agent, at most a hundred at once', () => {
  assert.equal(rest.status?.limit, 100)
  assert.equal(rest.status?.group(run), 'a-1')
  assert.equal(rest.status?.group({ ...run, agent: null, start: started }), 'a-2')
  const path = rest.status?.request([run, { ...run, upstreamRunId: 'r,2' }]).path
  assert.equal(path, '/api/agents/a-1/runs/status?runIds=r-1,r%2C2')
  assert.equal(rest.status?.single(run).path, '/api/agents/a-1/runs/r-1/status')
})

test('a run whose agent is not known is asked for alone, one without an id not at all', () => {
  const alone = { ...run, agent: null }
  assert.notEqual(rest.status?.group(alone), rest.status?.group({ ...alone, upstreamRunId: 'r-2' }))
  assert.equal(rest.status?.request([alone]).path, '/api/v1/runs/r-1')
  assert.equal(rest.status?.single(alone).path, '/api/v1/runs/r-1')
  assert.equal(rest.status?.group({ ...run, upstreamRunId: null }), null)
})

test('a run whose id was not told is looked for in its session, else among the runs of its agent', () => {
  assert.equal(rest.find(run)?.path, '/api/v1/runs?sessionId=s-1&page=0&size=50')
  assert.equal(rest.find({ ...run, threadId: null })?.path, '/api/v1/runs?agentId=a-1&page=0&size=50')
  assert.equal(rest.find({ ...run, threadId: null, agent: null }), null)
  const listed = rest.read(
    JSON.stringify({
      content: [
        { id: 'r-9', status: 'RUNNING', createdAt: '2025-12-17T19:33:20.4' },
        { id: 'r-8', status: 'COMPLETED', createdAt: '2025-12-17T19:30:00' },
      ],
    }),
  )
  const chosen = chooseRun(listed, { startedMs: 1766000000000, skewMs: 5000 })
  assert.equal(typeof chosen === 'string' ? chosen : chosen.upstreamRunId, 'r-9')
})

test('details are those of its session, whose children are among them, and last its own', () => {
  assert.deepEqual(
    rest.details(run).map(({ path }) => path),
    ['/api/v1/runs?sessionId=s-1&page=0&size=200', '/api/v1/runs/r-1'],
  )
  assert.deepEqual(rest.details({ ...run, threadId: null, upstreamRunId: null }), [])
})

test('the list is read page by page until the last', () => {
  assert.equal(rest.list('', null).path, '/api/v1/runs?page=0&size=200')
  assert.equal(rest.list('', '3').path, '/api/v1/runs?page=3&size=200')
  const page = (number: number, totalPages: number) =>
    JSON.stringify({ content: [{}], page: { size: 200, number, totalElements: 450, totalPages } })
  assert.equal(rest.nextPage(page(0, 3), null), '1')
  assert.equal(rest.nextPage(page(1, 3), '1'), '2')
  assert.equal(rest.nextPage(page(2, 3), '2'), null)
  assert.equal(rest.nextPage(JSON.stringify({ content: [{}], totalPages: 2 }), null), '1')
  assert.equal(rest.nextPage(JSON.stringify({ content: [], totalPages: 9 }), null), null)
  assert.equal(rest.nextPage('busy', null), null)
})
