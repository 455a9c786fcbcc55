import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SourceInput } from '#lib/api/source.ts'
import { dialects } from '#lib/dialects/dialects.ts'
import { agentIds, agentsError, draftSettings } from './draft-settings.ts'
import { emptyDraft, sourceInput } from './source-draft.ts'

test('every dialect gets the settings that it names, and no other', () => {
  const filled = {
    baseUrl: 'https://agents.example',
    apiBaseUrl: 'https://api.example',
    watch: '/runs/{runId}',
    resumeById: true,
    discover: true,
    agents: 'a',
    singleUseToken: true,
  }
  for (const { name, settings } of dialects) {
    const draft = { ...emptyDraft(name), ...filled }
    assert.deepEqual(Object.keys(draftSettings(draft)).sort(), [...settings].sort(), name)
    assert.ok(SourceInput.safeParse(sourceInput(draft)).success)
  }
})

test('agents are read by line or comma, trimmed, each once', () => {
  assert.deepEqual(agentIds(' a\n\nb b ,c\r\na\n'), ['a', 'b b', 'c'])
  assert.deepEqual(agentIds(' \n'), [])
})

test('a list of agents is as long as the API takes it, and each id too', () => {
  const many = Array.from({ length: 50 }, (_, index) => `agent-${index}`)
  assert.equal(agentsError(many.join('\n')), null)
  assert.equal(agentsError([...many, 'one-more'].join('\n')), '51 agents, 50 at most')
  assert.match(agentsError('x'.repeat(257)) ?? '', /longer than 256/)
})
