import type { Kind } from '#lib/dialects/kind.ts'
import { speedOf, type Speed } from '#lib/run/playback-speed.ts'
import { kindsOf } from './kind-filter.ts'
import {
  readings,
  timeModes,
  type Pane,
  type PanelView,
  type PlayerState,
  type Range,
  type Reading,
  type TimeMode,
  type Zoom,
} from './player-state.ts'

/** What the address of a run page says; everything that it leaves out is as by default. */
export type Address = {
  frame: number | null
  range: Range | null
  /** A place in time, where no frame is named: on the run's clock, or as an instant. */
  at: { ms: number } | { instant: string } | null
  kinds: readonly Kind[] | null
  time: TimeMode
  /** Undefined where the address does not say. */
  view: PanelView | null | undefined
  /** What a narrow screen shows first. */
  pane: Pane
  reading: Reading
  zoom: Zoom | null
  search: string
  speed: Speed
  foldIdle: boolean
  autoplay: boolean
}

/** Names of the panels in an address. */
const viewNames = { timeline: 'tools', metrics: 'metrics' } as const satisfies Record<PanelView, string>

/** The query of what is shown; defaults are left out. `usualView` is the panel that is open by default. */
export function writeAddress(state: AddressState, usualView: PanelView | null): string {
  const { tail, range, filter, time, play, view, pane, reading, zoom, search } = state
  const query = new URLSearchParams()
  if (range !== null) query.set('f', `${range.from}-${range.to}`)
  else if (tail.selected !== null) query.set('f', String(tail.selected))
  if (pane === 'frames') query.set('view', 'frames')
  else if (view !== usualView) query.set('view', view === null ? 'none' : viewNames[view])
  if (reading !== 'text') query.set('as', reading)
  if (search.text !== '') query.set('q', search.text)
  if (filter !== null) query.set('kind', filter.shown.join(','))
  if (time !== 'offset') query.set('tz', time)
  if (zoom !== null) query.set('z', `${seconds(zoom.fromMs)}-${seconds(zoom.toMs)}`)
  if (play.foldIdle) query.set('gaps', 'fold')
  if (play.speed !== 1) query.set('speed', String(play.speed))
  const text = query.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

type AddressState = Pick<
  PlayerState,
  'tail' | 'range' | 'filter' | 'time' | 'play' | 'view' | 'pane' | 'reading' | 'zoom' | 'search'
>

/** Reads the query of an address; what it cannot make sense of counts as left out. */
export function readAddress(query: URLSearchParams): Address {
  const view = viewOf(query.get('view'))
  const range = rangeOf(query.get('f'))
  return {
    frame: range?.from ?? wholeNumber(query.get('f')),
    range,
    at: placeOf(query),
    kinds: kindsOf(query.get('kind')),
    time: timeModes.find((mode) => mode === query.get('tz')) ?? 'offset',
    view,
    pane: view ? 'panel' : query.get('view') === 'frames' ? 'frames' : 'text',
    reading: readings.find((reading) => reading === query.get('as')) ?? 'text',
    zoom: zoomOf(query.get('z')),
    search: query.get('q') ?? '',
    speed: speedOf(query.get('speed')) ?? 1,
    foldIdle: query.get('gaps') === 'fold',
    autoplay: query.get('autoplay') === '1',
  }
}

/** Whether an address names what is in view: the panel, and on a narrow screen the pane. */
export function namesView({ view, pane }: Address, state: Pick<PlayerState, 'view' | 'usualView' | 'pane'>): boolean {
  return (
    (view === undefined ? state.usualView : view) === state.view && (pane === 'frames') === (state.pane === 'frames')
  )
}

function rangeOf(text: string | null): Range | null {
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text ?? '') ?? []
  const [from, to] = [Math.max(1, Number(first)), Number(last)]
  return first !== undefined && from <= to ? { from, to } : null
}

function placeOf(query: URLSearchParams): Address['at'] {
  if (wholeNumber(query.get('f')) !== null || rangeOf(query.get('f')) !== null) return null
  const instant = query.get('ts')
  if (instant !== null && !Number.isNaN(Date.parse(instant))) return { instant }
  const at = query.get('t')
  return at !== null && /^\d{1,9}(\.\d{1,6})?$/.test(at) ? { ms: Number(at) * 1000 } : null
}

function viewOf(text: string | null): Address['view'] {
  if (text === 'none') return null
  if (text === viewNames.timeline) return 'timeline'
  return text === viewNames.metrics ? 'metrics' : undefined
}

function zoomOf(text: string | null): Zoom | null {
  const [, from, to] = /^(\d{1,9}(?:\.\d{1,6})?)-(\d{1,9}(?:\.\d{1,6})?)$/.exec(text ?? '') ?? []
  const zoom = { fromMs: Number(from) * 1000, toMs: Number(to) * 1000 }
  return zoom.fromMs < zoom.toMs ? zoom : null
}

function seconds(ms: number): string {
  return String(Number((ms / 1000).toFixed(3)))
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null
}
