import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { curlCommand } from './curl.ts'

const source = {
  baseUrl: 'https://api.example.test/v1/',
  credential: { scheme: 'bearer', name: null },
  headerNames: [] as string[],
  settings: {},
} as const
const watch = { method: 'GET', path: '/runs/r1/events', headers: { 'Last-Event-ID': '17-0' }, body: null }

test('the request of a stream is told with its cursor and a place for the token', () => {
  assert.equal(
    curlCommand(source, watch),
    `curl -N 'https://api.example.test/v1/runs/r1/events' -H 'last-event-id: 17-0' -H 'authorization: Bearer '"$TOKEN"`,
  )
})

test('a token in a header of its own or in the query, and every further header, is a variable', () => {
  assert.equal(
    curlCommand({ ...source, credential: { scheme: 'query', name: 'key' }, headerNames: ['X-Tenant'] }, watch),
    `curl -N 'https://api.example.test/v1/runs/r1/events?key='"$TOKEN" -H 'x-tenant: '"$X_TENANT" -H 'last-event-id: 17-0'`,
  )
  assert.match(
    curlCommand({ ...source, credential: { scheme: 'header', name: 'X-Api-Key' } }, watch),
    /-H 'x-api-key: '"\$TOKEN"$/,
  )
})

test('a single-use token is fetched first', () => {
  const request = { method: 'POST', path: '/ticket', headers: {}, body: null }
  const command = curlCommand(source, { ...watch, ticket: { request, field: 'token', param: 'token' } })
  assert.match(
    command,
    /^TICKET=\$\(curl -s -X 'POST' '.*\/v1\/ticket' .* \| jq -r '\.token'\)\ncurl -N '.*\?token='"\$TICKET" /,
  )
})

test('a shell reads back exactly what was meant, and runs nothing of it', async () => {
  const hostile = `a'b"c $(echo owned) \`echo owned\` $HOME \\ ; echo owned`
  const spec = { method: 'POST', path: '/x', headers: { 'x-note': hostile }, body: hostile }
  const command = curlCommand(source, spec)
  const { stdout } = await promisify(execFile)('sh', ['-c', command.replace(/^curl/, `printf '%s\\n'`)], {
    env: { ...process.env, TOKEN: 't' },
  })
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    '-N',
    '-X',
    'POST',
    'https://api.example.test/v1/x',
    '-H',
    `x-note: ${hostile}`,
    '-H',
    'authorization: Bearer t',
    '--data-raw',
    hostile,
  ])
})
