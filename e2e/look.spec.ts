import { AxeBuilder } from '@axe-core/playwright'
import { fails, modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { expect, test } from './support/journey.ts'

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

for (const colorScheme of ['light', 'dark'] as const)
  for (const size of sizes) {
    test(`no accessibility fault and no overflow, ${colorScheme} at ${size.width} px`, async ({ page, request }) => {
      const source = await modusSource(request, fails)
      try {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.setViewportSize(size)
        const id = await source.start('Refund order 88213, which never arrived although it was sent twice')
        const paths = [`/?source=${source.slug}`, '/?q=nothing-is-called-this', '/sources', '/start', `/runs/${id}`]
        for (const path of paths) {
          await openPage(page, path)
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
          const { violations } = await new AxeBuilder({ page }).analyze()
          expect(
            violations.map(({ id: rule, nodes }) => `${path} ${rule} ${nodes.map((node) => node.html).join(' ')}`),
          ).toEqual([])
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        }
      } finally {
        await source.close()
      }
    })
  }

test('a chosen theme is in the very first markup of the next page', async ({ page, request }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await openPage(page, '/sources')
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const html = await (await request.get('/sources', { headers: { cookie } })).text()
  expect(html).toMatch(/<html[^>]* data-theme="dark"/)
})

test('every script of a page carries the nonce of its policy, and no other is allowed', async ({ request }) => {
  const response = await request.get('/sources')
  const policy = response.headers()['content-security-policy'] ?? ''
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
  expect(nonce).toBeTruthy()
  expect(policy).not.toContain("script-src 'unsafe-inline'")
  const scripts = (await response.text()).match(/<script[^>]*>/g) ?? []
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.filter((script) => !script.includes(`nonce="${nonce ?? ''}"`))).toEqual([])
})

test('the key sheet shows every key that the footer shows, and typing in a field presses none', async ({ page }) => {
  await openPage(page, '/sources')
  await page.getByRole('textbox', { name: /^Search runs/ }).click()
  await page.keyboard.type('n?')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect(sheet).toBeVisible()
  for (const label of ['Add a source', 'Show all keys', 'Search, or open a run by id']) {
    await expect(sheet.getByText(label)).toBeVisible()
  }
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog', { name: 'Add a source' })).toBeVisible()
})
