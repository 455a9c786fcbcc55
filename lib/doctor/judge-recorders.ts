import type { Recorder, Recorders } from '#lib/api/recorder.ts'
import { formatCounted } from '#lib/format/count.ts'
import { formatDuration, formatSeconds } from '#lib/format/duration.ts'
import { findingsOf, type Finding } from './finding.ts'

const { ok, warn, fail } = findingsOf('recorders')

const slowMs = 1000

export function judgeRecorders({ recorders, unheld }: Recorders): Finding[] {
  const living = recorders.filter(({ state }) => state !== 'gone')
  const waiting = unheld === 0 ? '' : `, and ${formatCounted(unheld, 'run')} ${unheld === 1 ? 'waits' : 'wait'} for one`
  if (living.length === 0) {
    return [
      fail('alive', `no recorder lives${waiting}`, 'Run npm start, or npm run recorder beside a web that runs.'),
      ...recorders.map(judge),
    ]
  }
  return [ok('alive', `${formatCounted(living.length, 'recorder')}${waiting}`), ...recorders.map(judge)]
}

function judge(recorder: Recorder): Finding {
  const { host, pid, state, silentMs, runs, figures } = recorder
  const name = `${host}, process ${pid}`
  if (state === 'gone') {
    const todo = 'It ended without a word: its log says why. Others have its runs, and it is forgotten within the hour.'
    return warn(name, `gone, silent for ${formatSeconds(silentMs)}`, todo)
  }
  if (state === 'late') {
    const todo = 'If it is late often, its machine or its way to the database is too slow: see its log.'
    return warn(name, `late, silent for ${formatSeconds(silentMs)}, holds ${formatCounted(runs, 'run')}`, todo)
  }
  const lagMs = figures?.lagMs ?? 0
  if (lagMs >= slowMs) {
    const todo = 'The database takes long to commit: look at its disk, and at what else it does.'
    return warn(name, `frames take up to ${formatDuration(lagMs)} to be committed`, todo)
  }
  return ok(
    name,
    `live, holds ${formatCounted(runs, 'run')}${figures?.lagMs == null ? '' : `, commits within ${formatDuration(lagMs)}`}`,
  )
}
