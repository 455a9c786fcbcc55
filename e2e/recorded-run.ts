import { expect, type Page } from '@playwright/test'
import { emit, type Step } from '#lib/upstream/script.ts'
import type { modusSource, ModusSource } from './modus-source.ts'

type Request = Parameters<typeof modusSource>[0]

/** Starts a run of the source and waits until it is recorded to its end; its id. */
export async function recordedRun(source: ModusSource, request: Request): Promise<string> {
  const id = await source.start('Look at me')
  await expect
    .poll(async () => ((await (await request.get(`/api/v1/runs/${id}`)).json()) as { recording: string }).recording, {
      timeout: 20_000,
    })
    .toBe('closed')
  return id
}

/** Lets a run that waits at a gate go on. */
export async function openGate(source: ModusSource, request: Request, id: string, name: string): Promise<void> {
  const run = (await (await request.get(`/api/v1/runs/${id}`)).json()) as { upstreamRunId: string }
  source.upstream.run(run.upstreamRunId)?.open(name)
}

/** As many tokens: `word1`, `word2` and so on. */
export function words(count: number): Step[] {
  return Array.from({ length: count }, (_, index) => emit({ type: 'token', content: `word${index + 1} ` }))
}

/** A frame's row in the list. */
export function frameRow(page: Page, seq: number) {
  return page.locator(`#frame-${seq}`)
}
