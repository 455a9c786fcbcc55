import type { Run } from '#lib/api/run.ts'
import type { Tone } from '#components/ui/chip.tsx'
import { runName } from '#components/runs/run-name.ts'

/** The tab's title: a dot while it runs, a cross where it failed. */
export function tabTitle(run: Pick<Run, 'agent' | 'title' | 'upstreamRunId' | 'id' | 'status' | 'recording'>): string {
  const mark = run.status === 'failed' ? '✕ ' : run.recording === 'closed' ? '' : '● '
  return `${mark}${runName(run).name} · Runtape`
}

export type RecordingAdvice = { tone: Tone; words: string; action: { label: string; href: string } | null }

/** What keeps a recording from going on, in words, and what to do. Null where nothing does. */
export function recordingAdvice(
  run: Pick<Run, 'recording' | 'recordingError' | 'source' | 'status' | 'frameCount' | 'gapCount'>,
): RecordingAdvice | null {
  const because = run.recordingError === null ? '' : ` ${sentence(run.recordingError)}`
  const toSource = { label: 'Open the source', href: `/sources?edit=${encodeURIComponent(run.source)}` }
  switch (run.recording) {
    case 'auth_required':
      return {
        tone: 'error',
        words: `${because.trim() || 'The upstream refuses the credential.'} Recording goes on by itself once source ${run.source} has a new one.`,
        action: { ...toSource, label: 'Set a new credential' },
      }
    case 'blocked':
      return { tone: 'error', words: `The run cannot be recorded.${because}`, action: toSource }
    case 'waiting':
      return { tone: 'stall', words: `The connection is lost and will be tried again.${because}`, action: null }
    case 'pending':
      return run.frameCount > 0 ? null : { tone: 'idle', words: 'No recorder has taken this run yet.', action: null }
    case 'closed':
      if (run.status === 'lost') {
        return {
          tone: 'gap',
          words: `The stream ended without saying how the run ended, and the upstream could not say it later.${because}`,
          action: null,
        }
      }
      // A cut that left a gap is told by the gap.
      return run.recordingError === null || run.gapCount > 0
        ? null
        : { tone: 'stall', words: because.trim(), action: null }
    case 'connecting':
    case 'streaming':
      return null
    default:
      return run.recording satisfies never
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
