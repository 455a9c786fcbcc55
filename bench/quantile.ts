/** The value at a share `q` (0–1) of the sorted values, between two of them if need be. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = q * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  if (below === undefined || above === undefined) throw new Error('there is no quantile of nothing')
  return below + (above - below) * (at % 1)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
