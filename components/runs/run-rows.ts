import type { Run, RunsPage } from '#lib/api/run.ts'

// A list that grows at its top never moves under the pointer: new runs wait in `fresh` until they are asked for,
// running ones change in their place.

export type RunRows = {
  rows: readonly Run[]
  /** Runs that are newer than every row, newest first. */
  fresh: readonly Run[]
  nextCursor: string | null
}

export type RunRowsEvent =
  /** The newest runs under the filter, as a poll gave them. */
  | { type: 'polled'; runs: readonly Run[] }
  /** Single runs read again, because no poll reaches them; those that are gone by id. */
  | { type: 'reread'; runs: readonly Run[]; gone: readonly string[] }
  | { type: 'more'; page: RunsPage }
  | { type: 'show-fresh' }

/** The list as the server rendered it. */
export function firstRows(page: RunsPage): RunRows {
  return { rows: page.runs, fresh: [], nextCursor: page.nextCursor }
}

/** The next list. Rows that did not change keep their identity. */
export function runRows(state: RunRows, event: RunRowsEvent): RunRows {
  switch (event.type) {
    case 'polled': {
      const rows = patch(state.rows, event.runs)
      const known = new Set([...rows, ...state.fresh].map((run) => run.id))
      const newest = state.rows[0]?.createdAt ?? ''
      const arrived = event.runs.filter((run) => !known.has(run.id) && run.createdAt >= newest)
      const fresh = [...arrived, ...patch(state.fresh, event.runs)]
      return { ...state, rows, fresh: fresh.length === 0 ? state.fresh : fresh }
    }
    case 'reread': {
      const gone = new Set(event.gone)
      return { ...state, rows: patch(state.rows, event.runs).filter((run) => !gone.has(run.id)) }
    }
    case 'more': {
      const known = new Set(state.rows.map((run) => run.id))
      const added = event.page.runs.filter((run) => !known.has(run.id))
      return { ...state, rows: [...state.rows, ...added], nextCursor: event.page.nextCursor }
    }
    case 'show-fresh':
      return { ...state, rows: [...state.fresh, ...state.rows], fresh: [] }
    default:
      return event satisfies never
  }
}

/** Rows that may still change and that a poll did not bring: they left the filter or stand further down. */
export function unseenRows(state: RunRows, polled: readonly Run[]): string[] {
  const seen = new Set(polled.map((run) => run.id))
  return state.rows.filter((run) => run.recording !== 'closed' && !seen.has(run.id)).map((run) => run.id)
}

function patch(rows: readonly Run[], runs: readonly Run[]): Run[] {
  const newer = new Map(runs.map((run) => [run.id, run]))
  return rows.map((row) => {
    const run = newer.get(row.id)
    return run && JSON.stringify(run) !== JSON.stringify(row) ? run : row
  })
}
