import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { serveOperativus } from '#lib/upstream/serve-operativus.ts'
import { instantClock } from '#lib/upstream/clock.ts'
import { runScript, type RunPlan } from './run-script.ts'

const plan: RunPlan = { name: 'r', dialect: 'modus', frames: 100, rate: 10, seed: 4 }

test('the same plan gives the same run, and every frame of it has bytes of its own', async () => {
  assert.deepEqual(runScript(plan), runScript(plan))
  assert.notDeepEqual(runScript(plan), runScript({ ...plan, seed: 5 }))
  const { steps } = runScript(plan)
  const frames = steps.filter((step) => step.do === 'emit').map((step) => JSON.stringify(step))
  assert.equal(new Set(frames).size, 101)
  assert.equal(
    steps.reduce((ms, step) => ms + (step.do === 'wait' ? step.ms : 0), 0),
    10_000,
  )
})

test('a run of each dialect is played whole by its upstream, to the frame that ends it', async () => {
  const clock = instantClock()
  const A = await serveArkloop({ clock, runs: { r: runScript({ ...plan, dialect: 'arkloop' }) } })
  const B = await serveModus({ clock, runs: { r: runScript(plan) } })
  const C = await serveGeneric({ clock, streams: { '/r': runScript({ ...plan, dialect: 'generic' }) } })
  const log = runScript({ ...plan, dialect: 'operativus' })
  const D = await serveOperativus({ clock, runs: { r: { log } } })
  const read = async (url: string) => (await fetch(url)).text()
  assert.match(await read(`${B.url}/agent/runs/r/stream`), /"type":"done","runId":"r"}\n\n$/)
  assert.equal((await read(`${C.url}/r`)).match(/^data: \{"text":"r \d+ /gm)?.length, 100)
  A.run('r')?.begin()
  assert.match(await read(`${A.url}/v1/runs/r/events?follow=false`), /"type":"run.completed"/)
  assert.match(await read(`${D.url}/api/v1/runs/r/events?sinceId=0`), /event:RUN_COMPLETE\n.*\n\n$/)
  for (const upstream of [A, B, C, D]) await upstream.close()
})
