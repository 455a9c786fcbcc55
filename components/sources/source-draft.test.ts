import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '#lib/api/source.ts'
import { SourceInput, SourcePatch } from '#lib/api/source.ts'
import { draftField } from './draft-errors.ts'
import { draftOf, emptyDraft, sourceInput, sourcePatch, strayingSecrets } from './source-draft.ts'

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
  reads: { runs: null, usage: null },
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
  const patch = sourcePatch(draftOf(stored), stored)
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
    sourcePatch({ ...draft, scheme: 'header', credentialName: 'X-Key', credentialValue: 'v' }, stored).credential,
    { scheme: 'header', name: 'X-Key', value: 'v' },
  )
  assert.equal(sourcePatch({ ...draft, scheme: 'none' }, stored).credential, null)
})

test('a setting that the form does not show is not taken away by it', () => {
  const generic: Source = { ...stored, dialect: 'generic', class: 'C', settings: { idleSeconds: 90, discover: true } }
  assert.deepEqual(sourcePatch(draftOf(generic), generic).settings, { idleSeconds: 90, discover: true })
  const unknown: Source = { ...stored, dialect: 'of-another-version' }
  assert.deepEqual(sourcePatch(draftOf(unknown), unknown).settings, { idleSeconds: 90 })
})

test('a setting that the form shows goes when it is emptied', () => {
  const listed: Source = {
    ...stored,
    settings: { discover: true, agents: ['a', 'b'], apiBaseUrl: 'https://api.example' },
  }
  const draft = { ...draftOf(listed), discover: false, agents: ' b \n\nc, b\n', apiBaseUrl: ' ' }
  assert.deepEqual(sourcePatch(draft, listed).settings, { agents: ['b', 'c'] })
})

test('seconds of silence are sent only where a stream can go on', () => {
  const draft = { ...emptyDraft('generic'), baseUrl: 'https://agents.example', idleSeconds: '60' }
  assert.equal(sourceInput(draft).settings, undefined)
  assert.deepEqual(sourceInput({ ...draft, resumeById: true }).settings, { resumeById: true, idleSeconds: 60 })
})

test('a new address of the API asks for the stored secrets again', () => {
  const draft = draftOf(stored)
  assert.deepEqual(strayingSecrets(draft, stored), { credential: false, headers: false })
  const moved = { ...draft, apiBaseUrl: 'https://api.example' }
  assert.deepEqual(strayingSecrets(moved, stored), { credential: true, headers: true })
  assert.deepEqual(strayingSecrets({ ...moved, scheme: 'none', headers: [] }, stored), {
    credential: false,
    headers: false,
  })
  assert.deepEqual(strayingSecrets({ ...draft, apiBaseUrl: 'https://agents.example/v2' }, stored), {
    credential: false,
    headers: false,
  })
})

test('errors of the API are shown at the field they belong to', () => {
  assert.equal(draftField('baseUrl'), 'baseUrl')
  assert.equal(draftField('credential.name'), 'credentialName')
  assert.equal(draftField('settings.paths.watch'), 'watch')
  assert.equal(draftField('settings.headers.Host'), 'headers')
  assert.equal(draftField('settings.agents.3'), 'agents')
  assert.equal(draftField('settings.somethingElse'), null)
  assert.equal(draftField('something'), null)
})
