import { CallError } from '#components/ui/call-api.ts'
import type { SourceDraft } from './source-draft.ts'

export type DraftField = keyof SourceDraft

export type DraftErrors = Partial<Record<DraftField, string>>

/** What the server refused, field by field, and in `rest` what belongs to none. */
export function placeErrors(error: unknown): { placed: DraftErrors; rest: string | null } {
  if (!(error instanceof CallError)) return { placed: {}, rest: error instanceof Error ? error.message : String(error) }
  const placed: DraftErrors = {}
  const rest: string[] = []
  for (const { path, message } of error.fields) {
    const field = draftField(path)
    if (field) placed[field] ??= message
    else rest.push(path ? `${path}: ${message}` : message)
  }
  if (rest.length > 0) return { placed, rest: rest.join('; ') }
  return { placed, rest: Object.keys(placed).length > 0 ? null : error.message }
}

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
      return settingField(second, third)
    default:
      return null
  }
}

function settingField(name: string | undefined, part: string | undefined): DraftField | null {
  switch (name) {
    case 'paths':
      return part === 'watch' ? 'watch' : null
    case 'apiBaseUrl':
    case 'idleSeconds':
    case 'headers':
    case 'resumeById':
    case 'discover':
    case 'agents':
    case 'singleUseToken':
      return name
    default:
      return null
  }
}
