import { randomUUID } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { emit, gate } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveOperativus } from '#lib/upstream/serve-operativus.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { expect, test } from './support/journey.ts'

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/

async function addSource(request: APIRequestContext, dialect: string, baseUrl: string, name?: string): Promise<string> {
  const slug = `journey-${randomUUID().slice(0, 8)}`
  const added = await request.post('/api/v1/sources', { data: { name: name ?? slug, slug, dialect, baseUrl } })
  expect(added.status()).toBe(201)
  return slug
}

test('a Modus form begins with a new session, and what was typed is there on the way back', async ({
  page,
  request,
}) => {
  const source = await modusSource(request)
  try {
    await openPage(page, `/start?source=${source.slug}`)
    await expect(page.getByLabel('Session id')).toHaveValue(uuid)
    const session = await page.getByLabel('Session id').inputValue()

    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('Required.')).toHaveCount(2)
    await expect(page.getByLabel('Message')).toBeFocused()
    await page.getByLabel('Message').fill('Name three uses of a tape')
    await expect(page.getByText('Required.')).toHaveCount(1)
    await page.getByLabel('Organization id').fill('org-7')
    await page.reload()
    await expect(page.getByLabel('Message')).toHaveValue('Name three uses of a tape')
    await expect(page.getByLabel('Session id')).toHaveValue(session)

    await page.getByLabel('Message').press('Control+Enter')
    await expect(page).toHaveURL(/\/runs\/run_/)
    await expect(page.getByText('Heard: Name three uses of a tape').first()).toBeVisible()

    await page.goBack()
    await expect(page.getByLabel('Message')).toHaveValue('Name three uses of a tape')
    await expect(page.getByRole('link', { name: 'This run' })).toHaveAttribute('href', /^\/runs\/run_/)
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect(page.getByLabel('Message')).toHaveValue('')
    await expect(page.getByLabel('Session id')).toHaveValue(uuid)
    await expect(page.getByLabel('Session id')).not.toHaveValue(session)
    await expect(page.getByLabel('Organization id')).toHaveValue('org-7')
    await page.getByLabel('Operation').selectOption('Workflow action')
    await expect(page.getByLabel('Organization id')).toHaveValue('org-7')
  } finally {
    await source.close()
  }
})

test('an Arkloop run is started in its thread', async ({ page, request }) => {
  const upstream = await serveArkloop({
    start: ({ threadId }) => ({
      steps: [
        emitArkloop('run.started', { thread_id: threadId, persona_id: 'writer@1' }),
        emitArkloop('message.delta', { role: 'assistant', channel: '', content_delta: `Heard in ${threadId}` }),
        emitArkloop('run.completed'),
      ],
    }),
  })
  const slug = await addSource(request, 'arkloop', upstream.url)
  try {
    await openPage(page, `/start?source=${slug}`)
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await expect(page.getByText('Required.')).toBeVisible()
    await page.getByLabel('Thread id').fill(' thread-9 ')
    await page.getByText('Optional: Persona').click()
    await page.getByLabel('Persona').fill('writer@1')
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await expect(page).toHaveURL(/\/runs\/run_/)
    await expect(page.getByText('Heard in thread-9').first()).toBeVisible()
    const [start] = upstream.requests.filter(({ method }) => method === 'POST')
    expect([start?.path, start?.body]).toEqual(['/v1/threads/thread-9/runs', '{"persona_id":"writer@1"}'])
  } finally {
    await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
    await upstream.close()
  }
})

test('an OperativusAI chat is started with numbers and switches as such', async ({ page, request }) => {
  const upstream = await serveOperativus({
    start: ({ message }) => ({
      chat: {
        steps: [emit({ event: 'START' }), emit({ event: 'CONTENT_DELTA', data: `Heard: ${message}` }), gate('end')],
      },
    }),
  })
  const slug = await addSource(request, 'operativus', upstream.url)
  try {
    await openPage(page, `/start?source=${slug}`)
    await page.getByLabel('Agent id').fill('support-triage')
    await page.getByLabel('Message').fill('Refund order 88213')
    await page.getByText('Optional: ').click()
    await page.getByLabel('Suggest follow-up questions').selectOption('no')
    await page.getByLabel('Model options').fill('{"temperature": ')
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await expect(page.getByText('Is not JSON: ')).toBeVisible()
    await expect(page.getByLabel('Model options')).toBeFocused()
    await page.getByLabel('Model options').fill('{"temperature": 0.2}')
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await expect(page).toHaveURL(/\/runs\/run_/)
    await expect(page.getByText('Heard: Refund order 88213').first()).toBeVisible()
    const [start] = upstream.requests.filter(({ method }) => method === 'POST')
    expect(start?.path).toBe('/api/agents/support-triage/runs/stream')
    const { sessionId, ...body } = JSON.parse(start?.body ?? '') as Record<string, unknown>
    expect(sessionId).toMatch(uuid)
    expect(body).toEqual({ message: 'Refund order 88213', generateFollowups: false, options: { temperature: 0.2 } })
  } finally {
    await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
    await upstream.close()
  }
})

test('sources of one name are told apart, and one that cannot watch says what it lacks', async ({ page, request }) => {
  const name = `Twin ${randomUUID().slice(0, 8)}`
  const slugs = [
    await addSource(request, 'modus', 'http://127.0.0.1:9', name),
    await addSource(request, 'generic', 'http://127.0.0.1:9', name),
  ]
  try {
    await openPage(page, `/start?source=${slugs[0]}&way=record`)
    for (const slug of slugs) await expect(page.locator('option', { hasText: `${name} · ${slug}` })).toBeAttached()
    await page.getByRole('button', { name: 'Record and watch' }).click()
    await expect(page.getByText('Required.')).toBeVisible()
    await expect(page.getByLabel('Run id upstream')).toBeFocused()
    await page.getByLabel('Source', { exact: true }).selectOption(`${name} · ${slugs[1]}`)
    await expect(page).toHaveURL(`/start?source=${slugs[1]}&way=record`)
    await expect(page.getByText('cannot watch a run by its id')).toBeVisible()
    await page.getByRole('tab', { name: 'Start a run' }).click()
    await page.getByLabel('Path').fill('stream')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Must start with /')).toBeVisible()
    await expect(page.getByLabel('Path')).toBeFocused()
    await page.getByRole('tab', { name: 'Watch an existing run' }).click()
    await expect(page.getByRole('link', { name: 'Edit the source' })).toHaveAttribute(
      'href',
      `/sources?edit=${slugs[1]}`,
    )
  } finally {
    for (const slug of slugs) await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
  }
})
