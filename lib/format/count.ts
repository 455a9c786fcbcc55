/** A whole number with groups: `1,204`. Written out, because a locale would make server and browser disagree. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A number that must stay short: `94`, `1,204`, `18.4k`, `1.2M`. */
export function formatCompact(count: number): string {
  if (count < 10_000) return formatCount(count)
  if (count < 999_950) return `${(count / 1000).toFixed(1)}k`
  if (count < 999_950_000) return `${(count / 1_000_000).toFixed(1)}M`
  return `${(count / 1_000_000_000).toFixed(1)}G`
}

/** A number with its noun: `1 run`, `3 runs`. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
