import type { Dialect, Operation, RequestSpec, RunRef } from '#lib/dialects/dialect.ts'
import type { SourceSettings } from '#lib/api/source.ts'

/** What is known when the next request is chosen. */
export type PlanInput = {
  dialect: Dialect
  run: RunRef
  settings: SourceSettings
  operation: string | null
  cursor: string | null
  /** Whether any frame with an identity is stored. */
  identified: boolean
  /** What came of the request that starts the run (or of the first one that watches it) so far. */
  started: Started
  startAgain: boolean
  /** Only what is stored by now is to be read, from `sweepFrom` if there is one. */
  sweep: boolean
  sweepFrom: string | null
}

/** `never`: not sent, or refused as a whole. `accepted`: answered by a stream. `unknown`: sent, and no answer came. */
export type Started = 'never' | 'accepted' | 'unknown'

export type Plan =
  | { name: 'start'; spec: RequestSpec }
  | { name: 'watch' | 'sweep'; spec: RequestSpec; cursor: string | null }
  /** There is nothing that may be asked: the stream cannot be watched again. */
  | { name: 'nothing' }
  | { name: 'impossible'; error: string }

/** Chooses the next request of a recording: its start while that may be sent, else watching from the cursor. Pure. */
export function plan(input: PlanInput): Plan {
  const operation = operationOf(input.dialect, input.operation)
  if (!input.sweep && input.run.start && operation && mayStart(input, operation)) {
    const spec = operation.request(input.run.start, input.run.upstreamRunId)
    return 'error' in spec ? { name: 'impossible', error: spec.error } : { name: 'start', spec }
  }
  // A stream that cannot be resumed is watched once; watching it again would be another stream.
  const resumable = input.dialect.stream(input.run.surface, input.settings).class !== 'C'
  if (!resumable && input.started !== 'never') return { name: 'nothing' }
  const { run, settings, sweep } = input
  const cursor = (sweep ? input.sweepFrom : null) ?? input.cursor
  const spec = input.dialect.watch({ ...run, cursor, settings, sweep })
  return spec ? { name: sweep ? 'sweep' : 'watch', spec, cursor } : { name: 'nothing' }
}

/** The operation of that name, or null. */
export function operationOf(dialect: Dialect, name: string | null): Operation | null {
  return dialect.operations.find((operation) => operation.name === name) ?? null
}

function mayStart(input: PlanInput, operation: Operation): boolean {
  if (input.started === 'never') return true
  return operation.idempotent && (input.startAgain || !input.identified)
}
