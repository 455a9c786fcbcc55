/** A path below an agent. */
export function agentPath(agentId: string, rest: string): string {
  return `/api/agents/${segment(agentId)}${rest}`
}

/** A path below a run. */
export function runPath(runId: string, rest = ''): string {
  return `/api/v1/runs/${segment(runId)}${rest}`
}

/** One part of a path or query. Dots alone would be steps upwards however they are written: they become no run's name. */
export function segment(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed())
  return /^\.\.?$/.test(encoded) ? encoded.replaceAll('.', '%252E') : encoded
}
