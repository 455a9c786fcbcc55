import type { Run, RunStatus } from '#lib/api/run.ts'
import type { Tone } from '#components/ui/chip.tsx'
import { runName } from '#components/runs/run-name.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { isOver, statusWord } from '#lib/format/run-state.ts'

/** The tab's title: a dot while it runs, two bars while it waits for a person, a cross where it failed. */
export function tabTitle(
  run: Pick<Run, 'agent' | 'persona' | 'title' | 'upstreamRunId' | 'id' | 'status' | 'recording'>,
): string {
  const live = run.status === 'waiting_for_input' ? '‖ ' : '● '
  const mark = run.status === 'failed' ? '✕ ' : run.recording === 'closed' ? '' : live
  return `${mark}${runName(run).name} · Runtape`
}

/** What a status means, for those who ask. */
export const statusMeaning: Record<RunStatus, string> = {
  queued: 'The run has been asked for and has not begun.',
  running: 'The run goes on.',
  waiting_for_input: 'The run waits for a person.',
  completed: 'The upstream said that the run is completed.',
  failed: 'The upstream said that the run failed.',
  cancelled: 'The upstream said that the run was cancelled.',
  ended: 'The stream ended. This upstream does not say how its runs end.',
  lost: 'The stream ended without saying how the run ended, and nobody could say it later.',
}

/** The row below the last frame of a recording that is over. */
export function lastWords(run: Pick<Run, 'status' | 'integrity' | 'durationMs' | 'frameCount'>): string {
  const frames = formatCounted(run.frameCount, 'frame')
  if (run.integrity === 'not_recorded') return `not recorded · ${statusWord(run.status)} by the upstream’s word`
  if (!isOver(run.status)) return `recording ended · last known as ${statusWord(run.status)} · ${frames}`
  const took = run.durationMs === null ? '' : ` · ${formatDuration(run.durationMs)}`
  return `run ended · ${statusWord(run.status)}${took} · ${frames}`
}

/** What can be vouched for, in two words: known once the recording is closed. Null where there is nothing to add. */
export function integrityWords(run: Pick<Run, 'integrity' | 'gapCount' | 'frameCount'>): string | null {
  switch (run.integrity) {
    case null:
      return run.gapCount === 0 ? 'so far' : null
    case 'complete':
      return run.frameCount === 0 ? 'nothing recorded' : 'complete'
    case 'unverified':
      return 'not proven'
    case 'gaps':
      return 'incomplete'
    case 'not_recorded':
      return 'not recorded'
    default:
      return run.integrity satisfies never
  }
}

export type RecordingAdvice = {
  tone: Tone
  words: string
  /** What to do about it: a page to open, or the run to be recorded from here. */
  action: { label: string; href: string } | { label: string; record: true } | null
}

type Facts = Pick<
  Run,
  'recording' | 'recordingError' | 'source' | 'status' | 'frameCount' | 'gapCount' | 'integrity' | 'metadata'
>

/** Whether the run could be recorded from here by its id, or why it cannot. */
export type Recordable = { can: true } | { can: false; reason: string }

/** What keeps a recording from going on, or what is missing of it, in words, and what to do. Null where nothing is. */
export function recordingAdvice(
  run: Facts,
  { recordable, recorders }: { recordable: Recordable; recorders: number | null },
): RecordingAdvice | null {
  const because = run.recordingError === null ? '' : sentence(run.recordingError)
  const toSource = { label: 'Open the source', href: `/sources?edit=${encodeURIComponent(run.source)}` }
  switch (run.recording) {
    case 'auth_required':
      return {
        tone: 'error',
        words: `${because || 'The upstream refuses the credential.'} Recording goes on by itself once source ${run.source} has a new one.`,
        action: { ...toSource, label: 'Set a new credential' },
      }
    case 'blocked':
      return { tone: 'error', words: joined('The run cannot be recorded.', because), action: toSource }
    case 'closed':
      return closedAdvice(run, because, recordable)
    case 'pending':
    case 'connecting':
    case 'streaming':
    case 'waiting':
      if (recorders === 0) {
        return {
          tone: 'stall',
          words: 'No recorder is running: nothing of this run is recorded until one is. It then goes on where it can.',
          action: null,
        }
      }
      return openAdvice(run, because)
    default:
      return run.recording satisfies never
  }
}

function openAdvice(run: Facts, because: string): RecordingAdvice | null {
  if (run.recording === 'pending')
    return run.frameCount > 0 ? null : { tone: 'idle', words: 'No recorder has taken this run yet.', action: null }
  if (run.recording !== 'waiting') return null
  if (isOver(run.status)) {
    const words = 'The run has ended. What its upstream stored of it is read once more.'
    return { tone: 'idle', words: joined(words, because), action: null }
  }
  if (isAsking(run)) return { tone: 'stall', words: because, action: null }
  const words =
    run.frameCount === 0
      ? 'The upstream has not given the stream yet; it is asked again.'
      : 'The connection is lost and will be tried again.'
  return { tone: 'stall', words: joined(words, because), action: null }
}

function closedAdvice(run: Facts, because: string, recordable: Recordable): RecordingAdvice | null {
  const again = recordable.can ? { label: 'Record it again', record: true as const } : null
  const first = textOf(run.metadata['duplicateOf'])
  if (first !== null) {
    return {
      tone: 'gap',
      words: 'This is the same run of the upstream as another one, which was recorded first.',
      action: { label: 'Open that one', href: `/runs/${encodeURIComponent(first)}` },
    }
  }
  if (run.integrity === 'not_recorded') {
    const words = `Source ${run.source} listed this run; nobody recorded it, so there are no frames. What is shown is what the upstream said.`
    if (recordable.can) return { tone: 'idle', words, action: { label: 'Record it now', record: true } }
    return { tone: 'idle', words: joined(words, recordable.reason), action: null }
  }
  if (run.status === 'lost') {
    const words = 'The stream ended without saying how the run ended, and the upstream could not say it later.'
    return { tone: 'gap', words: joined(words, because), action: again }
  }
  if (!isOver(run.status)) {
    const words =
      run.frameCount === 0
        ? 'Nothing was recorded, so what became of the run is not known here.'
        : `It goes to frame ${formatCount(run.frameCount)}; what became of the run since is not known here.`
    return { tone: 'stall', words: joined(because || 'The recording ended.', words), action: again }
  }
  // A cut that left a gap is told by the gap.
  return because === '' || run.gapCount > 0 ? null : { tone: 'stall', words: because, action: null }
}

/** Whether the stream ended early and its upstream is being asked what became of the run. */
export function isAsking(run: Pick<Run, 'recording' | 'recordingError'>): boolean {
  return run.recording === 'waiting' && /\bask(?:s|ed|ing)?\b.*\bbecame\b/i.test(run.recordingError ?? '')
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(' ')
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
