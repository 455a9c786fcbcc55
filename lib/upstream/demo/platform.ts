import type { RecordInput, StartInput } from '#lib/api/run.ts'
import type { SourceInput } from '#lib/api/source.ts'
import type { Fate } from './fate.ts'
import type { Scene } from './scene.ts'
import type { Tempo } from './timeline.ts'

/** One agent platform of the demo: a fake upstream and how Runtape knows it. */
export type Platform = {
  source: SourceInput & { slug: string }
  /** What may become of its runs. */
  fates: readonly Fate[]
  /** How they may come about beside being started through Runtape. */
  manners: readonly Manner[]
  /** Puts a run on the upstream. */
  prepare(telling: Telling): Prepared
  close(): Promise<void>
}

/** Lists are read every half minute: what is to be found in one while it goes on takes longer than that. */
export const foundMs = 45_000

/** How a run comes about. */
export type Manner =
  /** Started through Runtape. */
  | 'started'
  /** Begins before anyone watches it, and is then recorded by its id. */
  | 'late'
  /** Begins by itself, and is found in a list. */
  | 'found'
  /** Started, and starts runs of its own. */
  | 'family'
  /** Started, and answered by a team. */
  | 'team'

export type Telling = { scene: Scene; fate: Fate; tempo: Tempo; manner: Manner; session: string }

export type Prepared = {
  /** What has it begun and recorded; null for one that begins by itself. */
  start: StartInput | null
  takesMs: number
  /** Lets it run before anyone watches. */
  begin(): void
  /** How it is recorded after that; null where nobody asks for it. */
  record: RecordInput | null
  forget(): void
}

/** What a run does that somebody starts by hand: it goes well, whatever was asked. */
export type Improvise = () => { scene: Scene; tempo: Tempo }

/** By what runs of a scene are found. */
export function labels({ agent, model }: Scene): Record<string, string> {
  return { agent, model }
}
