import { leavesOrigins } from '#lib/api/secret-origins.ts'
import type { Source, SourceInput, SourcePatch } from '#lib/api/source.ts'
import { dialects } from '#lib/dialects/dialects.ts'
import { draftSettings, hiddenSettings } from './draft-settings.ts'

/** What the form of a source holds: texts, as they are typed. */
export type SourceDraft = {
  name: string
  dialect: string
  baseUrl: string
  /** `keep` leaves the stored credential as it is; only for a source that has one. */
  scheme: 'keep' | 'none' | 'bearer' | 'header' | 'query'
  credentialName: string
  credentialValue: string
  /** Null leaves the stored headers as they are. */
  headers: readonly { name: string; value: string }[] | null
  idleSeconds: string
  apiBaseUrl: string
  watch: string
  resumeById: boolean
  discover: boolean
  /** One id a line. */
  agents: string
  singleUseToken: boolean
}

/** The form of a new source; of the first dialect, if none is named. */
export function emptyDraft(dialect = dialects[0]?.name ?? ''): SourceDraft {
  return {
    name: '',
    dialect,
    baseUrl: '',
    scheme: 'bearer',
    credentialName: '',
    credentialValue: '',
    headers: [],
    idleSeconds: '',
    apiBaseUrl: '',
    watch: '',
    resumeById: false,
    discover: false,
    agents: '',
    singleUseToken: false,
  }
}

/** The form of a source that exists. Secret values are not in it: nobody can read them back. */
export function draftOf(source: Source): SourceDraft {
  const { settings } = source
  return {
    ...emptyDraft(source.dialect),
    name: source.name,
    baseUrl: source.baseUrl,
    scheme: source.credential ? 'keep' : 'none',
    headers: source.headerNames.length > 0 ? null : [],
    idleSeconds: settings.idleSeconds?.toString() ?? '',
    apiBaseUrl: settings.apiBaseUrl ?? '',
    watch: settings.paths?.watch ?? '',
    resumeById: settings.resumeById ?? false,
    discover: settings.discover ?? false,
    agents: settings.agents?.join('\n') ?? '',
    singleUseToken: settings.singleUseToken ?? false,
  }
}

/** What creates the source. Without a name it is called as its host. */
export function sourceInput(draft: SourceDraft): SourceInput {
  const credential = draftCredential(draft)
  const headers = draftHeaders(draft)
  const settings = { ...draftSettings(draft), ...(Object.keys(headers).length > 0 ? { headers } : {}) }
  return {
    name: draft.name.trim() || hostOf(draft.baseUrl),
    dialect: draft.dialect,
    baseUrl: draft.baseUrl.trim(),
    ...(credential ? { credential } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  }
}

/** What changes the source. Settings that the form does not show stay as they are. */
export function sourcePatch(draft: SourceDraft, source: Source): SourcePatch {
  return {
    name: draft.name,
    baseUrl: draft.baseUrl.trim(),
    settings: {
      ...hiddenSettings(source.settings, draft),
      ...draftSettings(draft),
      ...(draft.headers === null ? {} : { headers: draftHeaders(draft) }),
    },
    ...(draft.scheme === 'keep' ? {} : { credential: draftCredential(draft) ?? null }),
  }
}

/** Which stored secrets the form would take to an address that they were not given for. */
export function strayingSecrets(draft: SourceDraft, source: Source): { credential: boolean; headers: boolean } {
  const { baseUrl, settings } = sourcePatch(draft, source)
  const strays = leavesOrigins(source, [baseUrl, settings?.apiBaseUrl])
  return { credential: strays && draft.scheme === 'keep', headers: strays && draft.headers === null }
}

function draftCredential(draft: SourceDraft) {
  const value = draft.credentialValue.trim()
  switch (draft.scheme) {
    case 'keep':
    case 'none':
      return null
    case 'bearer':
      return value ? { scheme: 'bearer' as const, value } : null
    case 'header':
    case 'query':
      return { scheme: draft.scheme, name: draft.credentialName.trim(), value }
    default:
      return draft.scheme satisfies never
  }
}

function draftHeaders(draft: SourceDraft): Record<string, string> {
  const given = (draft.headers ?? []).filter(({ name, value }) => name.trim() || value.trim())
  return Object.fromEntries(given.map(({ name, value }) => [name.trim(), value]))
}

function hostOf(url: string): string {
  return URL.canParse(url.trim()) ? new URL(url.trim()).host : ''
}
