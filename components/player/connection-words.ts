import type { Connection, Purpose } from '#lib/api/connection.ts'
import type { Tone } from '#components/ui/chip.tsx'
import type { IconName } from '#components/ui/icon.tsx'

/** What an exchange was for. */
export const purposes: Record<Purpose, { words: string; icon: IconName }> = {
  start: { words: 'Start the run', icon: 'play' },
  watch: { words: 'Watch the stream', icon: 'sources' },
  sweep: { words: 'Read again what is stored', icon: 'refresh' },
  status: { words: 'Ask for the status', icon: 'search' },
  find: { words: 'Look for the run in a list', icon: 'filter' },
  detail: { words: 'Ask for details', icon: 'search' },
  cancel: { words: 'Cancel the run', icon: 'stop' },
  input: { words: 'Send input', icon: 'up' },
}

export type EndWords = { tone: Tone | null; words: string }

/** Whether an exchange was there for frames. */
export function isStream(purpose: Purpose): boolean {
  return purpose === 'start' || purpose === 'watch' || purpose === 'sweep'
}

/** Why an exchange ended, in plain words. */
export function endWords({
  purpose,
  closedAt,
  why,
  status,
}: Pick<Connection, 'purpose' | 'closedAt' | 'why' | 'status'>): EndWords {
  if (closedAt === null) return { tone: 'running', words: isStream(purpose) ? 'open' : 'waiting for the answer' }
  switch (why) {
    case null:
    case 'answered':
      return { tone: null, words: 'answered' }
    case 'ended':
      return { tone: null, words: isStream(purpose) ? 'the upstream ended it' : 'answered' }
    case 'quiet':
      return { tone: null, words: 'left by us: nothing came any more' }
    case 'hole':
      return { tone: 'stall', words: 'left by us: numbers were missing, and are asked for again' }
    case 'reset':
      return { tone: 'stall', words: 'cut off' }
    case 'timeout':
    case 'idle':
      return { tone: 'stall', words: 'silent for too long' }
    case 'refused':
      return { tone: 'error', words: 'the upstream refused it' }
    case 'refused_address':
      return { tone: 'error', words: 'not sent: the address is not allowed' }
    case 'stopped':
      return { tone: null, words: 'stopped here' }
    case 'shutdown':
      return { tone: 'stall', words: 'the recorder was shut down' }
    case 'recorder_down':
      return { tone: 'stall', words: 'the recorder died' }
    case 'http_status':
      if (status === null) return { tone: 'error', words: 'answered with an error' }
      return { tone: status < 400 ? null : 'error', words: `answered ${status}` }
    case 'unreached':
      return { tone: 'error', words: 'the upstream was not reached' }
    case 'no_answer':
      return { tone: 'error', words: 'no answer came' }
    default:
      return { tone: null, words: why.replaceAll('_', ' ') }
  }
}
