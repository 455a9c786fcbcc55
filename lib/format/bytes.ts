const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A size in binary units: `165 B`, `6.1 KiB`, `24 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (unit < units.length - 1 && Math.round(value) >= 1024) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`
}
