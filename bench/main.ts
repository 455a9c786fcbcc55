import { parseArgs } from 'node:util'
import { Refusal, runCommand, say } from '#lib/cli/terminal.ts'
import { startTestDatabase } from '#lib/cli/test-database.ts'
import { openDatabase } from '#lib/db/client.ts'
import type { Bench, BenchOptions } from './bench.ts'
import { player } from './player/player.ts'
import { reportLines } from './report.ts'
import { state } from './state/state.ts'
import { store } from './store/store.ts'
import { endChildren } from './tail/child.ts'
import { tail } from './tail/tail.ts'

// `npm run bench` runs all benchmarks, `npm run bench -- 1` one. Exits with 1 if a goal was missed.

const benches: readonly Bench[] = [store, tail, player, state]

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '60' }, rounds: { type: 'string', default: '5' } },
  })
  const options = { seconds: positive('seconds', values.seconds), rounds: positive('rounds', values.rounds) }
  const unknown = positionals.find((number) => !benches.some((bench) => String(bench.number) === number))
  if (unknown !== undefined) throw new Refusal(`There is no benchmark "${unknown}": ${list()}.`)
  let missed = 0
  for (const bench of benches) {
    if (positionals.length > 0 && !positionals.includes(String(bench.number))) continue
    missed += await runBench(bench, options)
  }
  return missed > 0 ? 1 : 0
})

/** Runs one benchmark on a database of its own, prints what it found, and gives how many goals were missed. */
async function runBench(bench: Bench, options: BenchOptions): Promise<number> {
  say(`\nRunning bench ${bench.number}: ${bench.title}`)
  const postgres = await startTestDatabase({
    durable: true,
    settings: ['track_commit_timestamp=on', 'track_wal_io_timing=on'],
  })
  const stop = () => {
    endChildren()
    void postgres.stop().finally(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const db = openDatabase(postgres.url)
  try {
    const report = await bench.run({ db, url: postgres.url, options })
    for (const line of reportLines(report)) say(line)
    return report.goals.filter(({ reached }) => !reached).length
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
    await db.close()
    await postgres.stop()
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Refusal(`--${name} must be a whole number of at least 1.`)
  return value
}

function list(): string {
  return benches.map(({ number, title }) => `${number} (${title})`).join(', ')
}
