import type { SourceClass } from '#lib/dialects/dialect.ts'
import type { RunPlan } from './run-script.ts'

// What the processes of the soak tell each other.

export type ToUpstream = { type: 'add'; plan: RunPlan } | { type: 'forget'; name: string; sourceClass: SourceClass }

export type FromUpstream = { type: 'listening'; urls: Record<SourceClass, string> }

export type FromWeb = { type: 'serving'; url: string }

/** Sends a message to the process that forked this one. */
export function tellParent(message: FromUpstream | FromWeb): void {
  process.send?.(message)
}
