import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { commands } from './commands.ts'
import { openStage, World, type Model } from './world.ts'

// MODEL_RUNS and MODEL_SEED choose how many runs there are and which (`npm run model`).

const runs = Number(process.env['MODEL_RUNS'] ?? 300)
const seed = Number(process.env['MODEL_SEED'] ?? randomInt(2 ** 31 - 1))

const name = 'whatever happens to upstream, database and recorders, what is stored is what was sent, once and in order'

test(name, { timeout: 120_000 + runs * 3000 }, async (t) => {
  t.diagnostic(`${runs} runs, seed ${seed}`)
  const stage = await openStage()
  let count = 0
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (all) => {
      const model: Model = { emitted: 0, restarts: 0 }
      const real = await World.open(stage, `run-${++count}`)
      await fc.asyncModelRun(() => ({ model, real }), all)
      await real.end(model)
    }),
    { numRuns: runs, seed, endOnFailure: true },
  )
})
