import { formatBytes } from '#lib/format/bytes.ts'
import { findingsOf, type Finding } from './finding.ts'

const { ok, warn, fail } = findingsOf('files')

const GIB = 1024 ** 3

/** The room of a file system that things are written to. */
export type DiskFacts = { path: string; freeBytes: number; totalBytes: number }

export function judgeDisk(name: string, { path, freeBytes, totalBytes }: DiskFacts): Finding {
  const says = `${formatBytes(freeBytes)} free of ${formatBytes(totalBytes)} at ${path}`
  const todo = 'Make room, or move the folder: a full disk stops every recording until there is room again.'
  if (freeBytes < GIB / 4) return fail(name, says, todo)
  return freeBytes < 2 * GIB ? warn(name, says, todo) : ok(name, says)
}
