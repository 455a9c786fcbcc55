import { Refusal, runCommand, say } from './terminal.ts'
import { runBrowserTests, runFaultTests, runUnitTests } from './run-tests.ts'
import { addCounts, countLine, noTests } from './test-count.ts'

const parts = [
  ['unit', 'Tests beside the code (node:test, Postgres)', runUnitTests],
  ['faults', 'Recorders under faults (a short soak)', runFaultTests],
  ['e2e', 'Browser journeys (Playwright)', runBrowserTests],
] as const

// `npm test` runs everything; `npm run test:unit -- <files>`, `npm run test:faults` and `npm run test:e2e -- <playwright
// arguments>` run a part.
await runCommand(async () => {
  const [part = 'all', ...args] = process.argv.slice(2)
  if (part !== 'all' && !parts.some(([name]) => name === part)) {
    throw new Refusal(`There are no tests called "${part}": use unit, faults or e2e.`)
  }
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort())

  let count = noTests
  let exitCode = 0
  for (const [name, title, runTests] of parts) {
    if ((part !== 'all' && part !== name) || stopping.signal.aborted) continue
    say(`\n${title}\n`)
    const result = await runTests(args, stopping.signal)
    count = addCounts(count, result.count)
    exitCode ||= result.exitCode
  }
  say(`\n${countLine(count)}`)
  return stopping.signal.aborted ? 130 : exitCode
})
