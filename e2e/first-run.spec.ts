import { randomBytes } from 'node:crypto'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { completes } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { expect, test } from './support/journey.ts'
import { startProduct, type Product } from './support/product.ts'

// A product of its own, because it must be empty and ask for a key.

test.describe.configure({ mode: 'serial' })
test.use({ expectedErrors: [/status of 401/] })

const apiKey = randomBytes(24).toString('hex')
let product: Product

test.beforeAll(async () => {
  product = await startProduct({ vars: { RUNTAPE_API_KEY: apiKey } })
})
test.afterAll(async () => {
  await product.remove()
})

test('a page asks for the key, opens once it is given, and signs out in every tab', async ({ page, context }) => {
  await page.goto(`${product.url}/start?source=x`)
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  const key = page.getByLabel('API key')
  await key.fill('not the key')
  await key.press('Enter')
  await expect(page.getByText('The key is not the right one.')).toBeVisible()

  await key.fill(apiKey)
  await key.press('Enter')
  await expect(page).toHaveURL(`${product.url}/start?source=x`)
  const other = await context.newPage()
  await openPage(other, `${product.url}/sources`)
  await expect(other.getByRole('button', { name: 'Sign out' })).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${product.url}/sign-in`)
  await expect(other).toHaveURL(`${product.url}/sign-in?next=%2Fsources`)
  await page.goto(`${product.url}/sources`)
  await expect(page).toHaveURL(/\/sign-in/)
})

test('the welcome page leads to the first run, and opens it by itself', async ({ page, request }) => {
  const upstream = await serveModus({ start: ({ body }) => completes(String(body['message'])) })
  try {
    await page.goto(`${product.url}/`)
    await page.getByLabel('API key').fill(apiKey)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Record the first run' })).toBeVisible()
    await openPage(page, `${product.url}/`)
    await expect(page.getByText('database ready')).toBeVisible()
    await expect(page.getByText('recorder ready')).toBeVisible()
    await expect(page.getByText('no source yet')).toBeVisible()

    await page.getByLabel('Base URL', { exact: true }).fill(upstream.url)
    await page.getByLabel('Name').fill('First source')
    await page.getByRole('button', { name: 'Add the source' }).click()
    await expect(page.getByText('1 source', { exact: true })).toBeVisible()

    const command = page.getByRole('tabpanel', { name: 'Start a run' })
    await expect(command).toContainText(`curl ${product.url}/api/v1/runs/start`)
    const body = /-d '([^']+)'/.exec(await command.innerText())?.[1] ?? ''
    const started = await request.post(`${product.url}/api/v1/runs/start`, {
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      data: body,
    })
    expect(started.status()).toBe(201)
    await expect(page).toHaveURL(/\/runs\/run_/)
    await expect(page.getByText('Heard: What should the agent do?').first()).toBeVisible()
  } finally {
    await upstream.close()
  }
})
