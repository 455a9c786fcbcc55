// What the processes of bench 2 tell each other.

/** What the upstream is to serve: run `run-<i>` emits a frame every `1000 / rate` ms once it is watched. */
export type UpstreamPlan = { runs: number; framesPerRun: number; rate: number }

/** What was written of a run. `lateMs` is how far behind its plan the last frame went out. */
export type EmittedRun = { frames: number; sha256: string; lateMs: number }

export type FromUpstream = { type: 'listening'; url: string } | { type: 'emitted'; runs: EmittedRun[] }

/** What the naive recorder is to record. */
export type NaivePlan = { databaseUrl: string; upstreamUrl: string; runIds: string[] }

/** CPU that a process used so far, user and system, in µs. */
export type CpuReport = { type: 'cpu'; us: number }

/** Sends a message to the process that forked this one. */
export function tellParent(message: FromUpstream | CpuReport): void {
  process.send?.(message)
}
