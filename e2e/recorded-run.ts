import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test'
import type { Run } from '#lib/api/run.ts'
import { emit, type Step } from '#lib/upstream/script.ts'
import type { ModusSource } from './modus-source.ts'

/** Starts a run of the source and waits until it is recorded to its end; its id. */
export async function recordedRun(
  source: ModusSource,
  request: APIRequestContext,
  message = 'Look at me',
): Promise<string> {
  const id = await source.start(message)
  await closed(request, id)
  return id
}

/** Waits until a run is recorded to its end. */
export async function closed(request: APIRequestContext, id: string): Promise<void> {
  await expect.poll(async () => (await runOf(request, id)).recording, { timeout: 30_000 }).toBe('closed')
}

/** Waits until so many frames of a run are stored. */
export async function stored(request: APIRequestContext, id: string, frames: number): Promise<void> {
  await expect
    .poll(async () => (await runOf(request, id)).frameCount, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(frames)
}

/** Lets a run that waits at a gate go on. */
export async function openGate(
  source: ModusSource,
  request: APIRequestContext,
  id: string,
  name: string,
): Promise<void> {
  source.upstream.run((await runOf(request, id)).upstreamRunId ?? '')?.open(name)
}

async function runOf(request: APIRequestContext, id: string): Promise<Run> {
  return (await (await request.get(`/api/v1/runs/${id}`)).json()) as Run
}

/** As many tokens: `word1`, `word2` and so on, or from another number on. */
export function words(count: number, from = 1): Step[] {
  return Array.from({ length: count }, (_, index) => emit({ type: 'token', content: `word${from + index} ` }))
}

/** A frame's row in the list. */
export function frameRow(page: Page, seq: number): Locator {
  return page.locator(`#frame-${seq}`)
}
