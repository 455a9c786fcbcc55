import type { SettingName, Source, SourceSettings } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { SourceDraft } from './source-draft.ts'

const agentLength = 256
const agentCount = 50

/** How each setting is read from the form; an empty field is a setting that is not given. */
const readers: { readonly [Name in SettingName]: (draft: SourceDraft) => SourceSettings } = {
  apiBaseUrl: ({ apiBaseUrl }) => (apiBaseUrl.trim() ? { apiBaseUrl: apiBaseUrl.trim() } : {}),
  paths: ({ watch }) => (watch.trim() ? { paths: { watch: watch.trim() } } : {}),
  resumeById: ({ resumeById }) => (resumeById ? { resumeById } : {}),
  discover: ({ discover }) => (discover ? { discover } : {}),
  agents(draft) {
    const agents = agentIds(draft.agents)
    return agents.length > 0 ? { agents } : {}
  },
  singleUseToken: ({ singleUseToken }) => (singleUseToken ? { singleUseToken } : {}),
}

/** The settings that the form shows: those that its dialect reads. */
export function shownSettings(draft: SourceDraft): readonly SettingName[] {
  return getDialect(draft.dialect)?.settings ?? []
}

/** What the form says of the settings that it shows. */
export function draftSettings(draft: SourceDraft): SourceSettings {
  const own = ownSettings(draft)
  return {
    ...own,
    ...(reconnects(draft) && draft.idleSeconds.trim() ? { idleSeconds: Number(draft.idleSeconds) } : {}),
  }
}

/** Stored settings that the form does not show, and so must not take away. */
export function hiddenSettings(stored: Source['settings'], draft: SourceDraft): Source['settings'] {
  const shown = new Set<string>(shownSettings(draft))
  if (reconnects(draft)) shown.add('idleSeconds')
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !shown.has(name)))
}

/** Whether any stream of the source can go on after a break, so that silence can be a reason to connect again. */
export function reconnects(draft: SourceDraft): boolean {
  const dialect = getDialect(draft.dialect)
  if (!dialect) return false
  const own = ownSettings(draft)
  return dialect.surfaces.some(({ name }) => dialect.stream(name, own).class !== 'C')
}

/** Agents as typed or pasted, by line or comma, each once. */
export function agentIds(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((line) => line.trim()))].filter(Boolean)
}

/** What is wrong with the list of agents, or null. */
export function agentsError(text: string): string | null {
  const agents = agentIds(text)
  const long = agents.find((agent) => agent.length > agentLength)
  if (long !== undefined) return `${long.slice(0, 24)}… is longer than ${agentLength} characters`
  return agents.length > agentCount ? `${agents.length} agents, ${agentCount} at most` : null
}

function ownSettings(draft: SourceDraft): SourceSettings {
  return Object.assign({}, ...shownSettings(draft).map((name) => readers[name](draft))) as SourceSettings
}
