import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { testDatabaseUrl } from '#lib/db/testing.ts'
import { countFindings, findingClasses } from '#lib/faults/finding.ts'
import { runSoak } from './soak.ts'
import { soakReport } from './soak-report.ts'

// The soak in small, for every change: `npm run test:faults`. Two recorders, one of which is killed on the way; links that
// are cut every five seconds; viewers that come and go.

test(
  'twenty runs under faults lose, double, change and hide nothing, and every gap has its fault',
  { timeout: 180_000 },
  async (t) => {
    const result = await runSoak(
      {
        ...{ runs: 20, rate: 20, seconds: [8, 25], viewers: 5, recorders: 2 },
        ...{ ms: 40_000, seed: 20, faultEveryMs: 5000, faults: ['reset_peer', 'limit_data', 'down'] },
        ...{ databaseEveryMs: 9000, killEveryMs: 15_000, restartEveryMs: null },
      },
      { databaseUrl: await testDatabaseUrl(), restart: null, progress: () => undefined },
    )
    const { tally, unexplained, deaths, folder, faults } = result
    t.diagnostic(soakReport(result))
    const none = Object.fromEntries(findingClasses.map((name) => [name, 0]))
    assert.deepEqual(countFindings(tally.findings), none)
    assert.deepEqual(
      { unexplained, deaths, wrongEnds: tally.wrongEnds },
      { unexplained: [], deaths: [], wrongEnds: [] },
    )
    // That it was no soak of nothing.
    assert.ok(faults.some(({ what }) => what === 'kill_recorder'))
    for (const { runs, emitted, stored } of Object.values(tally.classes))
      assert.ok(runs > 0 && emitted > 0 && stored > 0)
    await rm(folder, { recursive: true })
  },
)
