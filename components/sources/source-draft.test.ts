import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '#lib/api/source.ts'
import { SourceInput, SourcePatch } from '#lib/api/source.ts'
import { draftField, draftOf, emptyDraft, sourceInput, sourcePatch } from './source-draft.ts'

const stored: Source = {
  slug: 'modus-staging',
  name: 'Modus staging',
  dialect: 'modus',
  baseUrl: 'https://agents.example',
  credential: { scheme: 'bearer', name: null },
  headerNames: ['x-tenant'],
  settings: { idleSeconds: 90 },
  class: 'B',
  health: null,
  runCount: 0,
  runningCount: 0,
  lastRunAt: null,
  createdAt: '2026-11-24T14:00:00.000Z',
}

test('a source with nothing but a URL is called as its host and has no credential', () => {
  const input = sourceInput({ ...emptyDraft('modus'), baseUrl: ' https://agents.example:19000 ' })
  assert.deepEqual(input, {
    name: 'agents.example:19000',
    dialect: 'modus',
    baseUrl: 'https://agents.example:19000',
  })
  assert.ok(SourceInput.safeParse(input).success)
})

test('settings of another dialect are not sent', () => {
  const draft = { ...emptyDraft('modus'), baseUrl: 'https://agents.example', watch: '/w/{runId}', resumeById: true }
  assert.equal(sourceInput(draft).settings, undefined)
  assert.deepEqual(sourceInput({ ...draft, dialect: 'generic' }).settings, {
    paths: { watch: '/w/{runId}' },
    resumeById: true,
  })
})

test('saving an edit without touching secrets leaves them as they are', () => {
  const patch = sourcePatch(draftOf(stored))
  assert.deepEqual(patch, {
    name: 'Modus staging',
    baseUrl: 'https://agents.example',
    settings: { idleSeconds: 90 },
  })
  assert.ok(SourcePatch.safeParse(patch).success)
})

test('a credential can be replaced or taken away', () => {
  const draft = draftOf(stored)
  assert.deepEqual(
    sourcePatch({ ...draft, scheme: 'header', credentialName: 'X-Key', credentialValue: 'v' }).credential,
    { scheme: 'header', name: 'X-Key', value: 'v' },
  )
  assert.equal(sourcePatch({ ...draft, scheme: 'none' }).credential, null)
})

test('errors of the API are shown at the field they belong to', () => {
  assert.equal(draftField('baseUrl'), 'baseUrl')
  assert.equal(draftField('credential.name'), 'credentialName')
  assert.equal(draftField('settings.paths.watch'), 'watch')
  assert.equal(draftField('settings.headers.Host'), 'headers')
  assert.equal(draftField('something'), null)
})
