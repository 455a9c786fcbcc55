import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { gate, type Script, type Step } from '#lib/upstream/script.ts'
import { arkloopSource } from './arkloop-source.ts'
import { modusSource, waits } from './modus-source.ts'
import { expect, test } from './support/journey.ts'

const script = (...steps: Step[]): Script => ({ steps })
const says = (text: string) => emitArkloop('message.delta', { content_delta: text, role: 'assistant' })
const begins = emitArkloop('run.started', { persona_id: 'helper', model: 'm' })
const asks = (schema?: object) => [
  emitArkloop('run.input_requested', {
    request_id: 'q1',
    message: 'Which region first?',
    ...(schema && { requestedSchema: schema }),
  }),
  emitArkloop('run.paused', { reason: 'waiting_user_input', request_id: 'q1' }),
]
const region = { type: 'string', enum: ['eu', 'us'] }
const form = {
  type: 'object',
  required: ['region'],
  properties: { region: { ...region, title: 'Region' }, replicas: { type: 'integer', title: 'Replicas' } },
}

const scripts: Record<string, Script> = {
  works: script(begins, says('On it.'), gate('never')),
  words: script(begins, ...asks(), gate('input'), says('Going on.'), emitArkloop('run.completed')),
  choice: script(begins, ...asks(region), gate('input'), says('Going on.'), emitArkloop('run.completed')),
  form: script(begins, ...asks(form), gate('input'), says('Going on.'), emitArkloop('run.completed')),
}

test('a run is cancelled from its page by keyboard, and how it ends comes as frames', async ({ page, request }) => {
  const source = await arkloopSource(request, scripts)
  try {
    await page.goto(`/runs/${await source.start('works')}`)
    await expect(transcript(page)).toContainText('On it.')
    await page.getByRole('button', { name: 'Cancel run' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' })
    await dialog.getByRole('button', { name: 'Let it run' }).click()
    await expect(dialog).toBeHidden()
    await page.getByRole('button', { name: 'Cancel run' }).click()
    await dialog.getByRole('button', { name: 'Cancel the run' }).click()
    await expect(page.getByText('The upstream took the request to cancel.')).toBeVisible()
    await expect(transcript(page)).toContainText('cancelled')
    await expect(page.getByTitle('The upstream said that the run was cancelled.')).toBeVisible()
    await expect(page.getByText('The upstream took the request')).toBeHidden()
    await expect(page.getByRole('button', { name: 'Cancel run' })).toBeHidden()
    await page.getByRole('tab', { name: 'Connections' }).click()
    await expect(page.getByRole('heading', { name: 'Cancel the run' })).toBeVisible()
  } finally {
    await source.close()
  }
})

test('an upstream that refuses to cancel is quoted', async ({ page, request }) => {
  const refusal = { code: 'runs.locked', message: 'a migration holds this run', trace_id: 't' }
  const source = await arkloopSource(request, scripts, {
    intercept: ({ path }) =>
      path.endsWith('cancel')
        ? { status: 409, headers: { 'content-type': 'application/json' }, body: JSON.stringify(refusal) }
        : null,
  })
  try {
    await page.goto(`/runs/${await source.start('works')}`)
    await page.getByRole('button', { name: 'Cancel run' }).click()
    await page.getByRole('button', { name: 'Cancel the run' }).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('a migration holds this run')
  } finally {
    await source.close()
  }
})

test('where a run cannot be cancelled, the button says why', async ({ page, request }) => {
  const source = await modusSource(request, waits)
  try {
    await page.goto(`/runs/${await source.start('cannot')}`)
    const button = page.getByRole('button', { name: 'Cancel run' })
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAttribute('title', /no documented call/)
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main').getByText(/no documented call/)).toBeVisible()
    await expect(page.getByRole('dialog')).toBeHidden()
  } finally {
    await source.close()
  }
})

test('a run that asks is answered in words, and both stand in its transcript', async ({ page, request }) => {
  const source = await arkloopSource(request, scripts)
  try {
    await page.goto(`/runs/${await source.start('words')}`)
    const box = page.getByRole('region', { name: 'What the run asks' })
    await expect(box).toContainText('Which region first?')
    await expect(page.getByTestId('live-state')).toHaveText(/^waiting for input/)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.keyboard.press('a')
    await page.keyboard.type('The one in Europe')
    await page.keyboard.press('Control+Enter')
    await expect(transcript(page)).toContainText('Was given: The one in Europe')
    await expect(transcript(page)).toContainText('Going on.')
    await expect(box).toBeHidden()
    await expect(page.getByText('run ended · completed')).toBeVisible({ timeout: 30_000 })
  } finally {
    await source.close()
  }
})

test('a choice is one click, a form is sent as it was asked for, and too much is not sent', async ({
  page,
  request,
}) => {
  const source = await arkloopSource(request, scripts)
  try {
    await page.goto(`/runs/${await source.start('choice')}`)
    const box = page.getByRole('region', { name: 'What the run asks' })
    await box.getByRole('button', { name: 'Answer in words' }).click()
    await box.getByLabel('Answer', { exact: true }).fill('é'.repeat(16_385))
    await expect(box.getByText('32,770 of 32,768 bytes')).toBeVisible()
    await expect(box.getByRole('button', { name: 'Send' })).toBeDisabled()
    await box.getByRole('button', { name: 'Answer as it was asked' }).click()
    await box.getByRole('button', { name: 'us' }).click()
    await expect(transcript(page)).toContainText('Was given: us')

    await page.goto(`/runs/${await source.start('form')}`)
    await box.getByRole('button', { name: 'Send' }).click()
    await expect(box.getByRole('alert')).toHaveText('Region is needed.')
    await box.getByLabel('Region').selectOption('eu')
    await box.getByLabel('Replicas').fill('3')
    await box.getByRole('button', { name: 'Send' }).click()
    await expect(transcript(page)).toContainText('{"region":"eu","replicas":3}')
  } finally {
    await source.close()
  }
})

test('a run that takes input at any time is given some from the menu', async ({ page, request }) => {
  const source = await arkloopSource(request, scripts)
  try {
    await page.goto(`/runs/${await source.start('works')}`)
    await expect(transcript(page)).toContainText('On it.')
    await page.getByRole('button', { name: 'More about this run' }).click()
    await page.getByRole('menuitem', { name: 'Send input' }).click()
    const dialog = page.getByRole('dialog', { name: 'Send input' })
    await dialog.getByLabel('Input').fill('Be quick')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await expect(dialog).toBeHidden()
    await expect(transcript(page)).toContainText('Was given: Be quick')
  } finally {
    await source.close()
  }
})

test('a run that was only listed says so, leads to its parent, and is recorded on demand', async ({
  page,
  request,
}) => {
  const source = await arkloopSource(request, scripts, {
    settings: { discover: true },
    prepare(upstream) {
      const ended = script(begins, says('All done.'), emitArkloop('run.completed'))
      upstream.add('parent-run', ended).begin()
      upstream.add('child-run', ended, { parentRunId: 'parent-run' }).begin()
    },
  })
  try {
    await page.goto(`/?source=${source.slug}`)
    await expect(async () => {
      await page.reload()
      await expect(page.getByText('not recorded')).toHaveCount(2, { timeout: 1000 })
    }).toPass()
    await page.getByRole('link', { name: 'Part of another run' }).click()
    await expect(page.getByText(/nobody recorded it, so there are no frames/)).toBeVisible()
    await expect(page.getByRole('region', { name: 'What the upstream said' })).toContainText('parent-run')
    await page.getByRole('navigation', { name: 'Related runs' }).getByRole('link').click()
    await expect(page.getByRole('region', { name: 'What the upstream said' })).toContainText('child-run')
    await expect(page.getByRole('navigation', { name: 'Related runs' })).toContainText('Part of')
    await page.getByRole('button', { name: 'Record it now' }).click()
    await expect(transcript(page)).toContainText('All done.')
    await expect(page.getByText(/nobody recorded it/)).toBeHidden()
  } finally {
    await source.close()
  }
})

function transcript(page: Page) {
  return page.getByRole('region', { name: 'Transcript text' })
}
