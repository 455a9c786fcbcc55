import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recorder } from '#lib/api/recorder.ts'
import type { DatabaseFacts } from '#lib/db/database-facts.ts'
import type { Finding } from './finding.ts'
import { judgeDatabase } from './judge-database.ts'
import { judgeDisk } from './judge-disk.ts'
import { judgeMigrations } from './judge-migrations.ts'
import { judgeRecorders } from './judge-recorders.ts'
import { isOlder, judgedPackages, judgeVersions } from './judge-versions.ts'

const well: DatabaseFacts = {
  settings: {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '100',
    superuser_reserved_connections: '3',
    reserved_connections: '0',
    statement_timeout: '0',
    server_version: '18.4',
    server_version_num: '180004',
    server_encoding: 'UTF8',
  },
  readOnly: false,
  connections: 20,
  databaseBytes: 1e9,
  aheadMs: 3,
  roundTripMs: 2,
}

function found(findings: readonly Finding[], name: string): Finding {
  const one = findings.find((finding) => finding.name === name)
  assert.ok(one, name)
  return one
}

const judged = (change: Partial<DatabaseFacts> | { settings: DatabaseFacts['settings'] }, recorders = 1) =>
  judgeDatabase({ ...well, ...change, settings: { ...well.settings, ...change.settings } }, { recorders })

test('a database that is well has nothing to do', () => {
  const findings = judged({})
  assert.deepEqual(
    findings.filter(({ level }) => level !== 'ok'),
    [],
  )
  assert.ok(findings.every(({ todo }) => todo === null))
})

test('what would make a stored frame not stored fails', () => {
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
    const finding = found(judged({ settings: { [name]: 'off' } }), name)
    assert.equal(finding.level, 'fail')
    assert.match(finding.todo ?? '', new RegExp(`Set ${name} = on`))
    const { [name]: _, ...hidden } = well.settings
    assert.equal(found(judgeDatabase({ ...well, settings: hidden }, { recorders: 1 }), name).level, 'warn')
  }
  assert.equal(found(judged({ settings: { synchronous_commit: 'remote_apply' } }), 'synchronous_commit').level, 'ok')
  assert.equal(found(judged({ readOnly: true }), 'writes').level, 'fail')
  assert.equal(found(judged({ settings: { server_encoding: 'SQL_ASCII' } }), 'encoding').level, 'fail')
})

test('the version, the connections and the time that statements have are judged by what recording needs', () => {
  const old = found(judged({ settings: { server_version: '14.9', server_version_num: '140009' } }), 'version')
  assert.deepEqual([old.level, old.says], ['fail', 'Postgres 14.9 is older than 15'])
  assert.equal(found(judged({ settings: { server_version_num: '150000' } }), 'version').level, 'ok')
  assert.equal(found(judged({ connections: 90 }), 'max_connections').level, 'warn')
  const many = found(judged({}, 7), 'max_connections')
  assert.deepEqual([many.level, many.says], ['fail', '20 of 97 in use; 117 may be needed'])
  assert.equal(found(judged({ settings: { statement_timeout: '500' } }), 'statement_timeout').level, 'warn')
  assert.equal(found(judged({ settings: { statement_timeout: '30000' } }), 'statement_timeout').level, 'ok')
})

test('a clock that differs is told of, but not what a slow answer may have taken', () => {
  assert.equal(found(judged({ aheadMs: -900 }), 'clock').level, 'ok')
  assert.equal(found(judged({ aheadMs: 1400, roundTripMs: 1000 }), 'clock').level, 'ok')
  const behind = found(judged({ aheadMs: -5000 }), 'clock')
  assert.deepEqual([behind.level, behind.says], ['warn', '5.0 s behind this machine'])
  assert.equal(found(judged({ aheadMs: 3_600_000 }), 'clock').level, 'fail')
})

test('migrations that are missing, failed, newer or of another text are told apart', () => {
  const none = { missing: [], failed: [], unknown: [], edited: [] }
  assert.equal(judgeMigrations(none).level, 'ok')
  assert.match(judgeMigrations({ ...none, missing: ['0009_x'] }).todo ?? '', /npm run migrate/)
  assert.equal(judgeMigrations({ ...none, missing: ['0009_x'] }).level, 'fail')
  assert.equal(
    judgeMigrations({ ...none, failed: ['0009_x'], missing: ['0009_x'] }).says,
    '0009_x began and did not end',
  )
  assert.equal(judgeMigrations({ ...none, unknown: ['0010_y'] }).level, 'warn')
  assert.equal(judgeMigrations({ ...none, edited: ['0001_init'] }).level, 'warn')
})

test('a disk that is nearly full warns, and one that is full fails', () => {
  const disk = (freeBytes: number) =>
    judgeDisk('data folder', { path: '/data', freeBytes, totalBytes: 1024 ** 4 }).level
  assert.deepEqual([50e9, 1.5e9, 1e8].map(disk), ['ok', 'warn', 'fail'])
})

function recorder(change: Partial<Recorder>): Recorder {
  const at = '2026-11-24T14:00:00.000Z'
  return {
    id: 'r',
    host: 'h',
    pid: 7,
    state: 'live',
    startedAt: at,
    heartbeatAt: at,
    silentMs: 500,
    runs: 2,
    figures: null,
    ...change,
  }
}

test('no recorder is a failure, and one that is gone, late or slow a warning', () => {
  assert.deepEqual(
    judgeRecorders({ recorders: [], unheld: 3 }).map(({ level, says }) => [level, says]),
    [['fail', 'no recorder lives, and 3 runs wait for one']],
  )
  const figures = { version: '1', framesPerSecond: 1, bytesPerSecond: 1, lagMs: 2500, queuedBytes: 0, rssBytes: 1 }
  const recorders = [recorder({}), recorder({ state: 'late' }), recorder({ state: 'gone' }), recorder({ figures })]
  assert.deepEqual(
    judgeRecorders({ recorders, unheld: 0 }).map(({ level }) => level),
    ['ok', 'ok', 'warn', 'warn', 'warn'],
  )
  assert.equal(judgeRecorders({ recorders: [recorder({ state: 'gone' })], unheld: 0 })[0]?.level, 'fail')
})

test('versions are compared by number', () => {
  assert.ok(isOlder('9.10.0', '10.0.0'))
  assert.ok(isOlder('16.4.5', '16.4.6'))
  assert.ok(isOlder('17.0.0-canary.3', '17.0.0'))
  assert.ok(!isOlder('16.10.0', '16.9.1'))
  assert.ok(!isOlder('v24.21.0', '24.21.0'))
})

test('a Node or a package below the release that fixed what is known fails, and the fix is named', () => {
  const node = (version: string) => judgeVersions(version, {})[0]?.level
  assert.deepEqual(['24.21.0', '24.18.0', '22.23.2', '22.19.0', '20.20.2', '23.11.0', '28.0.0'].map(node), [
    'ok',
    'fail',
    'ok',
    'fail',
    'fail',
    'warn',
    'ok',
  ])
  const next = (version: string | null) => judgeVersions('24.21.0', { next: version })[1]
  assert.equal(next('16.4.6')?.level, 'ok')
  assert.equal(next('17.0.0')?.level, 'ok')
  assert.equal(next('15.2.3')?.level, 'fail')
  assert.match(next('16.3.0')?.says ?? '', /older than 16\.4\.6, which fixes GHSA-2xp9-vwfh-vxw4/)
  assert.equal(next(null)?.level, 'fail')
  assert.deepEqual(judgedPackages, ['next', 'react', 'react-dom', 'undici'])
})
