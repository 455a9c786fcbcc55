import type { Recorder, Recorders } from '#lib/api/recorder.ts'
import type { Tone } from '#components/ui/chip.tsx'
import type { IconName } from '#components/ui/icon.tsx'
import { formatCounted } from '#lib/format/count.ts'
import { formatSeconds } from '#lib/format/duration.ts'
import { formatNumber } from '#lib/format/figure.ts'

export type RecorderWords = {
  icon: IconName
  tone: Tone
  words: string
  /** What it means and what to do; null where all is well. */
  advice: string | null
}

/** How a recorder does, in words. */
export function recorderWords({ state, silentMs, runs }: Pick<Recorder, 'state' | 'silentMs' | 'runs'>): RecorderWords {
  const silence = formatSeconds(silentMs)
  switch (state) {
    case 'live':
      return { icon: 's-ok', tone: 'ok', words: 'live', advice: null }
    case 'late':
      return {
        icon: 's-stall',
        tone: 'stall',
        words: `late, silent for ${silence}`,
        advice: 'It missed a heartbeat and still holds its runs. If it stays silent, others take them in a moment.',
      }
    case 'gone':
      return {
        icon: 's-lost',
        tone: 'gap',
        words: `gone, silent for ${silence}`,
        advice: `It ended without a word, or cannot reach the database: its log says more. ${
          runs === 0
            ? 'Others took its runs.'
            : `${formatCounted(runs, 'run')} of it ${runs === 1 ? 'waits' : 'wait'} for another recorder.`
        } It is forgotten an hour after its last heartbeat.`,
      }
    default:
      return state satisfies never
  }
}

/** How many live and how many are late, for the title. */
export function livingWords({ recorders }: Pick<Recorders, 'recorders'>): string {
  const count = (state: Recorder['state']) => recorders.filter((recorder) => recorder.state === state).length
  return `${count('live')} live${count('late') > 0 ? `, ${count('late')} late` : ''}`
}

export function living(recorders: readonly Recorder[]): readonly Recorder[] {
  return recorders.filter(({ state }) => state !== 'gone')
}

/** All of them together, in one sentence. Null where none lives. */
export function togetherWords({ recorders }: Pick<Recorders, 'recorders'>): string | null {
  const alive = living(recorders)
  if (alive.length === 0) return null
  const runs = alive.reduce((sum, recorder) => sum + recorder.runs, 0)
  const rate = alive.reduce((sum, { figures }) => sum + (figures?.framesPerSecond ?? 0), 0)
  const what =
    runs === 0
      ? 'no run now'
      : `${formatCounted(runs, 'run')} and ${alive.length === 1 ? 'stores' : 'store'} ${rateFigure(rate)} frames/s`
  return `${formatCounted(alive.length, 'recorder')} ${alive.length === 1 ? 'holds' : 'hold'} ${what}.`
}

/** `0`, `12.5`, `320`: never so small that it reads as nothing. */
export function rateFigure(perSecond: number): string {
  return perSecond > 0 && perSecond < 0.1 ? '< 0.1' : formatNumber(perSecond)
}
