import { leavesOrigins } from '#lib/api/secret-origins.ts'
import type { Source, SourcePatch } from '#lib/api/source.ts'
import { ProblemError } from './problem.ts'

/**
 * A 400 if stored secrets would follow a source to another origin: they are write-only, and whoever may change an
 * address could else have them sent to a server of their own.
 */
export function requireSecretsAgain(source: Source, patch: SourcePatch): void {
  if (!leavesOrigins(source, [patch.baseUrl, patch.settings?.apiBaseUrl])) return
  const message = 'must be given again (or removed) for another address: it was stored for the one before'
  const errors = [
    ...(source.credential !== null && patch.credential === undefined ? [{ path: 'credential', message }] : []),
    ...(source.headerNames.length > 0 && patch.settings?.headers === undefined
      ? [{ path: 'settings.headers', message }]
      : []),
  ]
  const [first] = errors
  if (first) throw new ProblemError(400, `${first.path}: ${first.message}`, { errors })
}
