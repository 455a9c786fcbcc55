import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Refusal, runCommand, say } from '#lib/cli/terminal.ts'
import { countFindings, findingLine } from '#lib/faults/finding.ts'
import { endChildren } from '../tail/child.ts'
import { startSoakDatabase } from './database.ts'
import { drawn } from './fault-plan.ts'
import { isClean, runSoak } from './soak.ts'
import { soakReport } from './soak-report.ts'

// `npm run soak -- --minutes 60 --seed 1` writes docs/soak.md, and exits with 1 unless all counts are 0.

const MINUTE_MS = 60_000
const text = (value: string) => ({ type: 'string', default: value }) as const

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      minutes: text('60'),
      seed: text(String(Date.now() % 1_000_000)),
      runs: text('60'),
      rate: text('10'),
      viewers: text('5'),
      recorders: text('3'),
      every: text('20'),
      out: text(join(import.meta.dirname, '../../docs/soak.md')),
    },
  })
  const read = (name: Exclude<keyof typeof values, 'out'>) => positive(name, values[name])
  const database = await startSoakDatabase()
  const stop = () => {
    endChildren()
    void database.stop().finally(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const minutes = read('minutes')
  let saidAt = Date.now()
  let told = 0
  try {
    const result = await runSoak(
      {
        ...{ ms: minutes * MINUTE_MS, seed: read('seed'), recorders: read('recorders') },
        ...{ runs: read('runs'), rate: read('rate'), viewers: read('viewers') },
        ...{ seconds: minutes < 5 ? [15, 60] : [45, 240] },
        ...{ faultEveryMs: read('every') * 1000, faults: drawn },
        databaseEveryMs: read('every') * 2500,
        // A short soak has each at least once.
        ...{
          killEveryMs: Math.min(3, minutes / 2.5) * MINUTE_MS,
          restartEveryMs: Math.min(10, minutes / 1.5) * MINUTE_MS,
        },
      },
      {
        databaseUrl: database.url,
        restart: (downMs) => database.restart(downMs),
        progress(tally, faults) {
          for (const finding of tally.findings.slice(told)) say(findingLine(finding))
          told = tally.findings.length
          if (Date.now() - saidAt < MINUTE_MS / 2) return
          saidAt = Date.now()
          const { A, B, C } = tally.classes
          const wrong = Object.entries(countFindings(tally.findings)).filter(([, count]) => count > 0)
          const counted = wrong.map(([name, count]) => `${name} ${count}`).join(', ') || 'no findings'
          say(
            `${new Date().toISOString()} ${A.runs + B.runs + C.runs} runs checked, ${faults.length} faults, ${counted}`,
          )
        },
      },
    )
    await writeFile(values.out, `${soakReport(result)}\n`)
    say(`\n${soakReport(result)}\nLogs and the truth: ${result.folder}`)
    return isClean(result) ? 0 : 1
  } finally {
    await database.stop()
  }
})

function positive(name: string, value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1) throw new Refusal(`--${name} must be a whole number of at least 1.`)
  return number
}
