import type { Browser } from '@playwright/test'
import { openTested, type Tested } from './browser.ts'

/** A page that was opened, and how long it took from the request for it to the first paint of rows with content. */
export type Opened = { tested: Tested; firstRowsMs: number }

/** Opens an address in a fresh profile and waits for its rows; for one row where a number is given. */
export async function open(browser: Browser, url: string, seq: number | null = null): Promise<Opened> {
  const tested = await openTested(browser)
  await tested.page.goto(url, { waitUntil: 'commit' })
  const firstRowsMs = await tested.page.evaluate(
    (seq) =>
      new Promise<number>((resolve) => {
        const { probe } = window
        const row = seq === null ? '[data-seq]' : `[data-seq="${seq}"]`
        const look = (at: number) => {
          if (!document.querySelector(`${row} [data-payload]`)) return
          probe.watchers.delete(look)
          resolve(seq === null ? (probe.firstRowsAt ?? at) : at)
        }
        probe.watchers.add(look)
      }),
    seq,
  )
  return { tested, firstRowsMs }
}

/** Waits until the page answers to keys: until then a press is nobody's. */
export async function ready({ page }: Tested): Promise<void> {
  await page.locator('footer').getByText('all keys').waitFor({ state: 'attached' })
}

/** Waits until the page has read all that it asks for after it is opened. */
export async function idle({ page }: Pick<Tested, 'page'>): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 120_000 })
}
