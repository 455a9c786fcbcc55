import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Recorder, Recorders } from '#lib/api/recorder.ts'
import { modusSource, waits } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { expect, test } from './support/journey.ts'

test('the recorder that runs is listed with what it holds, and is reached from every page', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, waits)
  try {
    await source.start('Hold on')
    await openPage(page, '/')
    await page.getByRole('link', { name: 'Recorders' }).first().click()
    await expect(page).toHaveURL('/recorders')
    await expect(page.getByRole('link', { name: 'Recorders' }).first()).toHaveAttribute('aria-current', 'page')
    const card = page.getByRole('listitem').first()
    await expect(card).toContainText('live · heartbeat')
    await expect(card).toContainText(/process \d+, version \d/)
    await expect(card.getByText('Runs held').locator('..')).not.toContainText(/held0$/, { timeout: 15_000 })
    await expect(card).toContainText(/Memory\d+ MiB/)
    await expect(page.getByText(/^\d+ recorders? holds? \d+ runs? and stores? .+ frames\/s\./)).toBeVisible()
  } finally {
    await source.close()
  }
})

const figures = {
  version: '0.1.0',
  framesPerSecond: 612.4,
  bytesPerSecond: 100_000,
  lagMs: 4120,
  queuedBytes: 7_340_032,
  rssBytes: 182_000_000,
}

function recorder(change: Partial<Recorder>): Recorder {
  const at = new Date(Date.now() - 60_000).toISOString()
  return {
    id: crypto.randomUUID(),
    host: 'recorder-1.internal',
    pid: 4711,
    state: 'live',
    startedAt: at,
    heartbeatAt: at,
    silentMs: 800,
    runs: 34,
    figures,
    ...change,
  }
}

/** What the API says of recorders, from now on. */
async function tell(page: Page, told: Recorders): Promise<void> {
  await page.unroute('**/api/v1/recorders')
  await page.route('**/api/v1/recorders', (route) => route.fulfill({ json: told }))
}

async function expectNoFault(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const size of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    test(`recorders that are late, gone or not there say what to do, ${colorScheme} at ${size.width} px`, async ({
      page,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(size)
      await openPage(page, '/recorders')
      await expectNoFault(page)

      const gone = recorder({ state: 'gone', silentMs: 65_000, host: `${'long-'.repeat(20)}name`, runs: 3 })
      await tell(page, { recorders: [recorder({}), recorder({ state: 'late', silentMs: 4700 }), gone], unheld: 3 })
      await expect(page.getByText('late, silent for 5 s')).toBeVisible({ timeout: 10_000 })
      await expect(page.getByText('gone, silent for 1 m 05 s')).toBeVisible()
      await expect(page.getByText('3 runs of it wait for another recorder.')).toBeVisible()
      await expect(page.getByText('2 recorders hold 68 runs and store 1,225 frames/s.')).toBeVisible()
      await expect(page.getByText('4.12 s')).toHaveCount(2)
      await expectNoFault(page)

      await tell(page, { recorders: [], unheld: 1 })
      await expect(page.getByRole('heading', { name: 'No recorder lives' })).toBeVisible({ timeout: 10_000 })
      await expect(page.getByText('1 run waits for one.')).toBeVisible()
      await expect(page.getByText('npm run runtape -- doctor')).toBeVisible()
      await expectNoFault(page)

      await page.unroute('**/api/v1/recorders')
      await page.route('**/api/v1/recorders', (route) => route.abort())
      await expect(page.getByText('What is shown is what was last known.')).toBeVisible({ timeout: 10_000 })
      await page.unroute('**/api/v1/recorders')
      await expect(page.getByText('live · heartbeat')).toBeVisible({ timeout: 10_000 })
      await expect(page.getByText('What is shown is what was last known.')).toBeHidden()
    })
  }

test('a source says what is promised of its recordings, and what a gap means', async ({ page, request }) => {
  const source = await modusSource(request)
  try {
    await openPage(page, '/sources')
    const card = page
      .getByRole('listitem')
      .filter({ has: page.getByText(source.slug, { exact: true }) })
      .first()
    await card.getByText('What is promised of its recordings').click()
    await expect(card.getByText('Class B', { exact: true }).last()).toBeVisible()
    await expect(card.getByText(/^No frame is doubled\./)).toBeVisible()
    for (const reason of ['unverified', 'rewritten', 'expired', 'oversize']) {
      await expect(card.getByText(reason, { exact: true })).toBeVisible()
    }
    await expectNoFault(page)

    await openPage(page, `/runs/${await source.start('What is promised?')}`)
    await page.getByRole('tab', { name: 'Connections' }).click()
    await expect(page.getByText('Class B. No frame is doubled.')).toBeVisible()
  } finally {
    await source.close()
  }
})
