/** ISO 8601 in UTC with microseconds, as every time in the API is written. */
export function isoFromUs(us: bigint | number): string {
  const whole = BigInt(us)
  const micros = ((whole % 1_000_000n) + 1_000_000n) % 1_000_000n
  const seconds = new Date(Number((whole - micros) / 1000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(micros).padStart(6, '0')}Z`
}

/** The same, null for null. */
export function isoOrNull(us: bigint | number | null): string | null {
  return us === null ? null : isoFromUs(us)
}

/** Microseconds since 1970 of a time written by `isoFromUs` (or any ISO 8601 time with offset); null if it is none. */
export function usFromIso(iso: string): bigint | null {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return null
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? ''
  const seconds = BigInt(Math.floor(ms / 1000))
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}
