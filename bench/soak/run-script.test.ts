import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { instantClock } from '#lib/upstream/clock.ts'
import { runScript, type RunPlan } from './run-script.ts'

const plan: RunPlan = { name: 'r', sourceClass: 'B', frames: 100, rate: 10, seed: 4 }

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

test('a run of each class is played whole by its upstream, to the frame that ends it', async () => {
  const clock = instantClock()
  const A = await serveArkloop({ clock, runs: { r: runScript({ ...plan, sourceClass: 'A' }) } })
  const B = await serveModus({ clock, runs: { r: runScript(plan) } })
  const C = await serveGeneric({ clock, streams: { '/r': runScript({ ...plan, sourceClass: 'C' }) } })
  const read = async (url: string) => (await fetch(url)).text()
  assert.match(await read(`${B.url}/agent/runs/r/stream`), /"type":"done","runId":"r"}\n\n$/)
  assert.equal((await read(`${C.url}/r`)).match(/^data: \{"text":"r \d+ /gm)?.length, 100)
  A.run('r')?.begin()
  assert.match(await read(`${A.url}/v1/runs/r/events?follow=false`), /"type":"run.completed"/)
  for (const upstream of [A, B, C]) await upstream.close()
})
