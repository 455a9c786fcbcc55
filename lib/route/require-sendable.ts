import type { SourceInput, SourcePatch } from '#lib/api/source.ts'
import { policy } from '#lib/http/policy.ts'
import { refuseSource } from '#lib/http/refuse-source.ts'
import { ProblemError } from './problem.ts'

/** A 400 if requests to such a source could never be sent. */
export function requireSendable(given: SourceInput | SourcePatch): void {
  const errors = refuseSource(given, policy())
  const [first] = errors
  if (first) throw new ProblemError(400, `${first.path}: ${first.message}`, { errors })
}
