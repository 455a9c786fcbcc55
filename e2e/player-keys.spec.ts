import { emit, gate } from '#lib/upstream/script.ts'
import { fails, modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { frameRow, openGate, recordedRun, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

test('the palette lists every command with its key, runs them, and goes to a frame', async ({ page, request }) => {
  const source = await modusSource(request, () => ({ steps: [...words(60), emit({ type: 'done' })] }))
  try {
    const id = await recordedRun(source, request)
    await openPage(page, `/runs/${id}?f=3`)
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Commands' })
    const listed = await palette
      .getByRole('option')
      .filter({ has: page.locator('kbd') })
      .locator('span:first-child')
      .allInnerTexts()
    expect(listed.length).toBeGreaterThan(10)
    await page.keyboard.type('frame on')
    await expect(palette.getByRole('option').first()).toContainText('One frame on')
    await page.keyboard.press('Enter')
    await expect(palette).toBeHidden()
    await expect(frameRow(page, 4)).toHaveAttribute('aria-selected', 'true')

    await page.keyboard.press('Control+k')
    await expect(palette.getByRole('option').first()).toContainText('recent')
    await page.keyboard.type('42')
    await page.keyboard.press('Enter')
    await expect(frameRow(page, 42)).toHaveAttribute('aria-selected', 'true')

    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    const shown = await sheet.getByRole('listitem').locator('span:first-child').allInnerTexts()
    for (const label of listed) expect(shown, 'what has a key is in the sheet').toContain(label)
  } finally {
    await source.close()
  }
})

test('with the keyboard alone: a failed run is opened, its cause is read, and the link to the frame is copied', async ({
  page,
  context,
  request,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const source = await modusSource(request, fails)
  try {
    const id = await recordedRun(source, request)
    await openPage(page, `/?source=${source.slug}`)
    await expect(page.locator(`[data-run="${id}"]`)).toContainText('failed')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(id))
    await expect(page.getByText('Failed at frame 2')).toContainText('ledger is locked')
    await expect(frameRow(page, 2)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('c')
    await expect(page.getByRole('status').filter({ hasText: 'copied' })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(new RegExp(`/runs/${id}\\?f=2`))
  } finally {
    await source.close()
  }
})

test('screen readers are told at most once in five seconds, and once that the run ended', async ({ page, request }) => {
  const turns = ['a', 'b', 'c', 'd', 'e', 'f']
  const source = await modusSource(request, () => ({
    steps: [...words(5), ...turns.flatMap((name) => [gate(name), ...words(20)]), gate('end'), emit({ type: 'done' })],
  }))
  try {
    await page.clock.install()
    const id = await source.start('Speak seldom')
    await openPage(page, `/runs/${id}`)
    await expect(frameRow(page, 5)).toBeVisible()
    await page.evaluate(() => {
      const told: { at: number; text: string }[] = []
      Object.assign(window, { told })
      const live = document.querySelector('p[role="status"].sr-only')
      new MutationObserver(() => told.push({ at: Date.now(), text: live?.textContent ?? '' })).observe(
        live ?? document.body,
        {
          childList: true,
          characterData: true,
          subtree: true,
        },
      )
    })
    const told = () => page.evaluate(() => (window as unknown as { told: { at: number; text: string }[] }).told)
    for (const [index, name] of turns.entries()) {
      await openGate(source, request, id, name)
      await expect(frameRow(page, 25 + index * 20)).toBeVisible()
      await page.clock.runFor(2000)
    }
    const growing = await told()
    expect(growing.length).toBeGreaterThan(1)
    for (const [index, { at }] of growing.entries()) {
      const before = growing[index - 1]
      if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(4900)
    }
    await openGate(source, request, id, 'end')
    const ended = async () => (await told()).filter(({ text }) => text === 'Run ended, completed').length
    await expect.poll(ended).toBe(1)
  } finally {
    await source.close()
  }
})

test('every key of the player is in the sheet', async ({ page, request }) => {
  const source = await modusSource(request, fails)
  try {
    const id = await recordedRun(source, request)
    await openPage(page, `/runs/${id}`)
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    const caps = await sheet
      .locator('li > span:last-child > span')
      .evaluateAll((keys) =>
        keys.map((key) => [...key.querySelectorAll('kbd')].map((cap) => cap.textContent).join('+')),
      )
    for (const key of keysOfPlayer) expect(caps).toContain(key)
  } finally {
    await source.close()
  }
})

test('single-character keys can be switched off, the others go on working', async ({ page, request }) => {
  const source = await modusSource(request, () => ({ steps: [...words(20), emit({ type: 'done' })] }))
  try {
    const id = await recordedRun(source, request)
    await openPage(page, `/runs/${id}?f=5`)
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: 'Single-key shortcuts' }).uncheck()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await page.keyboard.press('.')
    await page.keyboard.press('ArrowDown')
    await expect(frameRow(page, 6)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  } finally {
    await source.close()
  }
})

const keysOfPlayer = [
  ...['Space', '.', ',', 'PgDn', 'PgUp', '→', '←', 'Shift+→', 'Shift+←', ']', '[', 'e', 'Shift+e', 's', 'Shift+s', 't'],
  ...['Shift+t', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'Home', 'End', '<', '>', 'i', 'g', '/', 'n'],
  ...['Shift+n', 'm', 'b', 'o', 'c', 'Shift+c', 'u', 'w', '?', 'l', 'v', 'Ctrl+K'],
]
