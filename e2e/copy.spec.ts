import type { APIRequestContext, Page } from '@playwright/test'
import { emit } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { frameRow, recordedRun, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

const secret = 'a-secret-that-is-copied-nowhere'

/** A run that fails at its last frame, number 42; its source has a credential. */
async function failedRun(request: APIRequestContext) {
  const source = await modusSource(request, () => ({
    steps: [
      ...words(39),
      emit({ type: 'tool_start', id: 'c1', name: 'ledger', arguments: { q: '```\n| a |' } }),
      emit({ type: 'tool_end', id: 'c1', name: 'ledger', error: 'no `pipe` | here' }),
      emit({ type: 'error', message: 'ledger is locked' }),
    ],
  }))
  await request.patch(`/api/v1/sources/${source.slug}`, { data: { credential: secret } })
  return { source, id: await recordedRun(source, request, 'Read the ledger') }
}

/** Has the page work as over plain http, where there is no clipboard API; what is copied all the same can be read. */
async function overPlainHttp(page: Page, { refuses = false } = {}): Promise<() => Promise<string | null>> {
  await page.addInitScript((refuses) => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
    const kept = window as typeof window & { copied?: string | null }
    kept.copied = null
    if (refuses) document.execCommand = () => false
    document.addEventListener('copy', () => {
      const field = document.activeElement
      if (!(field instanceof HTMLTextAreaElement)) return
      kept.copied = field.value.slice(field.selectionStart, field.selectionEnd)
    })
  }, refuses)
  return () => page.evaluate(() => (window as typeof window & { copied?: string | null }).copied ?? null)
}

test('over plain http a link is copied too, and it leads to the same frame, filter and panel', async ({
  page,
  request,
}) => {
  const { source, id } = await failedRun(request)
  try {
    const copied = await overPlainHttp(page)
    await openPage(page, `/runs/${id}?f=30&kind=output,error`)
    await expect(page.getByText('2 hidden')).toBeVisible()
    await page.keyboard.press('.')
    await expect(frameRow(page, 31)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('c')
    await expect(page.getByText('Link to frame 31 copied')).toBeVisible()
    const link = await copied()
    expect(new URL(link ?? '').searchParams.get('f')).toBe('31')
    expect(new URL(link ?? '').searchParams.get('kind')).toBe('error,output')
    expect(new URL(link ?? '').searchParams.has('view')).toBe(true)
    await page.goto(link ?? '')
    await expect(frameRow(page, 31)).toHaveAttribute('aria-selected', 'true')
  } finally {
    await source.close()
  }
})

test('where nothing can be copied the text is shown, selected, and nothing says that it was copied', async ({
  page,
  request,
}) => {
  const { source, id } = await failedRun(request)
  try {
    await overPlainHttp(page, { refuses: true })
    await openPage(page, `/runs/${id}?f=31`)
    await page.keyboard.press('c')
    const text = page.getByRole('dialog').getByLabel('Text to copy')
    await expect(text).toHaveValue(/\?f=31/)
    await expect(text).toBeFocused()
    const isSelected = await text.evaluate((field: HTMLTextAreaElement) => {
      return field.selectionStart === 0 && field.selectionEnd === field.value.length
    })
    expect(isSelected).toBe(true)
    await expect(page.getByText(/copied$/)).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  } finally {
    await source.close()
  }
})

test('nothing is said to be copied before it is', async ({ page, request }) => {
  const { source, id } = await failedRun(request)
  try {
    await page.addInitScript(() => {
      const written = new Promise<void>((resolve) => Object.assign(window, { finishCopy: resolve }))
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => written, write: () => written } })
    })
    await openPage(page, `/runs/${id}?f=31`)
    await page.keyboard.press('c')
    await page.keyboard.press('.')
    await expect(frameRow(page, 32)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByText(/copied$/)).toBeHidden()
    await page.evaluate(() => (window as typeof window & { finishCopy?: () => void }).finishCopy?.())
    await expect(page.getByText('Link to frame 31 copied')).toBeVisible()
  } finally {
    await source.close()
  }
})

test('a report is copied by a key, and says what failed, where, and what stood around it', async ({
  page,
  request,
}) => {
  const { source, id } = await failedRun(request)
  try {
    const copied = await overPlainHttp(page)
    await openPage(page, `/runs/${id}`)
    await page.keyboard.press('Shift+C')
    await expect(page.getByText('Markdown copied')).toBeVisible()
    const report = (await copied()) ?? ''
    expect(report).toContain('## Run failed: `Read the ledger`')
    expect(report).toContain('```text\nledger is locked\n```')
    expect(report).toMatch(/\| 37 \|.*`/)
    expect(report).toMatch(/\| \*\*42\*\* \|.*\| error \|/)
    expect(report).toContain('`` no `pipe` \\| here ``')
    expect(report).toMatch(/Runtape \d+\.\d+\.\d+/)
    await page.goto(/<(http[^>]+)>/.exec(report)?.[1] ?? '')
    await expect(frameRow(page, 42)).toHaveAttribute('aria-selected', 'true')
  } finally {
    await source.close()
  }
})

test('the menu of a frame copies its bytes, its JSON and commands without a secret, and downloads', async ({
  page,
  request,
}) => {
  const { source, id } = await failedRun(request)
  try {
    const copied = await overPlainHttp(page)
    await openPage(page, `/runs/${id}?f=31`)
    const choose = async (name: string) => {
      await page.getByRole('button', { name: 'Copy this frame' }).click()
      await page.getByRole('menuitem', { name, exact: true }).click()
    }
    await choose('Raw frame')
    await expect.poll(copied).toMatch(/^id: \S+\ndata: \{.*"word31 ".*\}\n\n$/)
    await choose('JSON, indented')
    await expect.poll(copied).toMatch(/^\{\n {2}"type": "token",/)
    await choose('curl of the upstream’s stream')
    await expect.poll(copied).toMatch(new RegExp(`^curl -N '${source.upstream.url}.*last-event-id: `))
    expect(await copied()).toContain(`'authorization: Bearer '"$TOKEN"`)
    expect(await copied()).not.toContain(secret)
    await choose('curl of Runtape’s stream')
    await expect.poll(copied).toContain(`Last-Event-ID: 31`)

    for (const [format, begin] of [
      ['sse', /^id: /],
      ['ndjson', /^\{"seq":1,/],
      ['md', /^## Run failed/],
    ] as const) {
      const download = page.waitForEvent('download')
      await choose(`Download .${format}`)
      const file = await download
      expect(file.suggestedFilename()).toBe(`${id}.${format}`)
      const chunks: Buffer[] = []
      for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk as Buffer))
      expect(Buffer.concat(chunks).toString('utf8')).toMatch(begin)
    }
    await page.getByRole('button', { name: 'More about this run' }).click()
    await expect(page.getByRole('menuitem', { name: 'Markdown' }), 'the run has the same menu').toBeVisible()
  } finally {
    await source.close()
  }
})
