import type { RunPlan, SoakDialect } from './run-script.ts'

// What the processes of the soak tell each other.

export type ToUpstream = { type: 'add'; plan: RunPlan } | { type: 'forget'; name: string; dialect: SoakDialect }

export type FromUpstream = { type: 'listening'; urls: Record<SoakDialect, string> }

export type FromWeb = { type: 'serving'; url: string }

/** Sends a message to the process that forked this one. */
export function tellParent(message: FromUpstream | FromWeb): void {
  process.send?.(message)
}
