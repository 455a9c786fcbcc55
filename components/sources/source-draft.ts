import type { Source, SourceInput, SourcePatch, SourceSettings } from '#lib/api/source.ts'

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
  apiBaseUrl: string
  idleSeconds: string
  watch: string
  resumeById: boolean
}

export function emptyDraft(dialect: string): SourceDraft {
  return {
    name: '',
    dialect,
    baseUrl: '',
    scheme: 'bearer',
    credentialName: '',
    credentialValue: '',
    headers: [],
    apiBaseUrl: '',
    idleSeconds: '',
    watch: '',
    resumeById: false,
  }
}

/** The form of a source that exists. Secret values are not in it: nobody can read them back. */
export function draftOf(source: Source): SourceDraft {
  return {
    ...emptyDraft(source.dialect),
    name: source.name,
    baseUrl: source.baseUrl,
    scheme: source.credential ? 'keep' : 'none',
    headers: source.headerNames.length > 0 ? null : [],
    apiBaseUrl: source.settings.apiBaseUrl ?? '',
    idleSeconds: source.settings.idleSeconds?.toString() ?? '',
    watch: source.settings.paths?.watch ?? '',
    resumeById: source.settings.resumeById ?? false,
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

/** What changes the source. */
export function sourcePatch(draft: SourceDraft): SourcePatch {
  return {
    name: draft.name,
    baseUrl: draft.baseUrl.trim(),
    settings: { ...draftSettings(draft), ...(draft.headers === null ? {} : { headers: draftHeaders(draft) }) },
    ...(draft.scheme === 'keep' ? {} : { credential: draftCredential(draft) ?? null }),
  }
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

function draftSettings(draft: SourceDraft): SourceSettings {
  return {
    ...(draft.apiBaseUrl.trim() ? { apiBaseUrl: draft.apiBaseUrl.trim() } : {}),
    ...(draft.idleSeconds.trim() ? { idleSeconds: Number(draft.idleSeconds) } : {}),
    ...(draft.dialect === 'generic' && draft.watch.trim() ? { paths: { watch: draft.watch.trim() } } : {}),
    ...(draft.dialect === 'generic' && draft.resumeById ? { resumeById: true } : {}),
  }
}

function draftHeaders(draft: SourceDraft): Record<string, string> {
  const given = (draft.headers ?? []).filter(({ name, value }) => name.trim() || value.trim())
  return Object.fromEntries(given.map(({ name, value }) => [name.trim(), value]))
}

export type DraftField = keyof SourceDraft

/** The field of the form that an error of the API belongs to, or null if it belongs to none. */
export function draftField(path: string): DraftField | null {
  const [first, second, third] = path.split('.')
  switch (first) {
    case 'name':
    case 'slug':
      return 'name'
    case 'baseUrl':
    case 'dialect':
      return first
    case 'credential':
      return second === 'name' ? 'credentialName' : 'credentialValue'
    case 'settings':
      if (second === 'paths') return third === 'watch' ? 'watch' : null
      if (second === 'apiBaseUrl' || second === 'idleSeconds' || second === 'headers' || second === 'resumeById')
        return second
      return null
    default:
      return null
  }
}

function hostOf(url: string): string {
  return URL.canParse(url.trim()) ? new URL(url.trim()).host : ''
}
