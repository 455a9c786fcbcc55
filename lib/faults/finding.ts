/**
 * What can be wrong with a recording, in the classes of distributed-systems testing:
 *
 * - `lost`: a socket took it, no gap says that it is missing, and it is not there
 * - `dup`: there more often than it was emitted
 * - `reorder`: there behind one that was emitted after it
 * - `phantom`: there, and never emitted; or a gap says that frames are missing that are not
 * - `mutated`: there with other bytes
 * - `undeclared-gap`: a hole that no gap explains, or one of another size than the gap says
 * - `live-not-replay`: a viewer was shown what replay does not have, or has otherwise
 * - `poll-skip`: a viewer was not shown a frame that replay has
 * - `nonmonotonic`: time or numbers went back
 */
export const findingClasses = [
  'lost',
  'dup',
  'reorder',
  'phantom',
  'mutated',
  'undeclared-gap',
  'live-not-replay',
  'poll-skip',
  'nonmonotonic',
] as const

export type FindingClass = (typeof findingClasses)[number]

/** One thing that is wrong: of which run and frame, where it was seen, and what both sides say. */
export type Finding = {
  class: FindingClass
  run: string
  /** Where the recording was read: the table itself, the frames of the API, an export, or a viewer's live stream. */
  where: 'database' | 'replay' | 'export' | 'live'
  seq: number | null
  truth: string
  found: string
}

export type FindingCounts = Record<FindingClass, number>

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts = Object.fromEntries(findingClasses.map((name) => [name, 0])) as FindingCounts
  for (const finding of findings) counts[finding.class]++
  return counts
}

/** One line for a person. */
export function findingLine({ class: name, run, where, seq, truth, found }: Finding): string {
  return `${name}: run ${run}${seq === null ? '' : `, frame ${seq}`} (${where}): emitted ${truth}; found ${found}`
}
