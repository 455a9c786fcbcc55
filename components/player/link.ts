import { writeAddress } from './address.ts'
import { cursorOf, type PlayerState } from './player-state.ts'

/** The link to what is shown, or to one frame with all else as it is shown: frame or range, panel, filter, search, zoom. */
export function linkTo(pageHref: string, state: PlayerState, seq: number | null = null): string {
  const range = seq === null ? state.range : null
  const shown = seq ?? cursorOf(state)
  const tail = { ...state.tail, selected: shown === 0 ? null : shown }
  // Which panel is open by default differs from one screen to another, so a link always says it.
  const unusual = state.view === null ? 'timeline' : null
  return `${pageHref}${writeAddress({ ...state, tail, range }, unusual)}`
}
