import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from '@playwright/test'
import { findBrowser } from '../../e2e/support/find-browser.ts'
import { installProbe } from './probe.ts'

/** A page under test, in a browser profile of its own. */
export type Tested = { page: Page; heapMb(): Promise<number>; tasks(): Promise<TaskTimes>; close(): Promise<void> }

/** Long tasks since the last time that they were asked for. */
export type TaskTimes = { count: number; over100: number; longestMs: number }

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await findBrowser())
}

/** Opens a page that tells of itself, in a fresh profile: nothing is cached. */
export async function openTested(browser: Browser): Promise<Tested> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.addInitScript(installProbe)
  page.on('pageerror', (error) => {
    throw error
  })
  const devtools = await context.newCDPSession(page)
  await devtools.send('Performance.enable')
  await devtools.send('HeapProfiler.enable')
  return { page, heapMb: () => heapMb(devtools), tasks: () => takeTasks(page), close: () => closeAll(context) }
}

/** The JS heap once what is not used any more is gone, in MB. */
async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value
  if (used === undefined) throw new Error('the browser does not tell its heap')
  return used / 1e6
}

async function takeTasks(page: Page): Promise<TaskTimes> {
  const tasks = await page.evaluate(() => window.probe.tasks.splice(0).map(({ ms }) => ms))
  return { count: tasks.length, over100: tasks.filter((ms) => ms > 100).length, longestMs: Math.max(0, ...tasks) }
}

async function closeAll(context: BrowserContext): Promise<void> {
  await context.close()
}
