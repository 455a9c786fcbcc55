import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingLines } from './doctor.ts'
import { runtape } from './runtape-command.ts'

test('what is wrong has its own line of what to do', () => {
  const lines = findingLines([
    { area: 'files', name: 'secret', level: 'ok', says: 'there', todo: null },
    { area: 'database', name: 'fsync', level: 'fail', says: 'is off', todo: 'Set fsync = on.' },
  ])
  assert.deepEqual(lines, [
    'files',
    '  ok    secret              there',
    '',
    'database',
    '  fail  fsync               is off',
    '                            → Set fsync = on.',
  ])
})

test('the doctor ends with 1 where something fails, in words and as JSON', async () => {
  process.env['DATABASE_URL'] = 'postgres://postgres@127.0.0.1:1/none'
  const said: string[] = []
  const output = { say: (line: string) => said.push(line), complain: (line: string) => assert.fail(line) }
  assert.equal(await runtape(['doctor'], output), 1)
  assert.match(said.join('\n'), /database\n {2}fail {2}reach .*cannot be reached at 127\.0\.0\.1:1/)
  assert.match(said.at(-1) ?? '', /^\n\d+ fail, \d+ warn, \d+ ok$/)
  said.length = 0
  assert.equal(await runtape(['doctor', '--json'], output), 1)
  const { ok, counts, findings } = JSON.parse(said.join('\n')) as {
    ok: boolean
    counts: Record<string, number>
    findings: { level: string }[]
  }
  assert.equal(ok, false)
  assert.equal(findings.filter(({ level }) => level === 'fail').length, counts['fail'])
})
