import type { Command } from '#components/shell/keys.ts'
import type { WaterfallRow } from '#lib/run/waterfall-rows.ts'
import { cursorOf, type Zoom } from '../player-state.ts'
import type { PlayerStore } from '../player-store.ts'
import { fitted, panned, zoomedAt } from './scale.ts'
import type { Drawn } from './use-timeline.ts'

type Parts = {
  store: PlayerStore
  drawn: Drawn
  view: Zoom
  rows: readonly WaterfallRow[]
  active: string | null
  setActive: (key: string) => void
  expand: (node: WaterfallRow['node'], open: boolean) => void
  /** Where the crosshair is, if it is shown. */
  crosshairMs: { readonly current: number | null }
  showCrosshair: (ms: number | null) => void
  toggleErrors: () => void
  isZoomed: boolean
  isTable: boolean
}

const closer = 0.8
const panShare = 0.15
const crosshairShare = 0.01

/** What keys, wheel and buttons of the timeline do. */
export function timelineCommands(given: Parts) {
  const { store, drawn, view, rows, active, setActive, expand, toggleErrors, isZoomed, isTable } = given
  const { crosshairMs, showCrosshair } = given
  const { endMs, wholeMs, isTimed } = drawn
  const index = rows.findIndex(({ node }) => node.key === active)
  const row = rows[index]

  const zoomTo = (zoom: Zoom | null): void | false => (isTimed ? store.setZoom(zoom) : false)
  const zoomAt = (ms: number, factor: number) => zoomTo(zoomedAt(view, wholeMs, ms, factor))

  /** The crosshair’s moment, else that of the shown frame, else the middle. */
  function focusMs(): number {
    const shown = store.frame(cursorOf(store.getState()))?.offsetMs ?? null
    const seen = [crosshairMs.current, shown].find((ms) => ms !== null && ms >= view.fromMs && ms <= view.toMs)
    return seen ?? (view.fromMs + view.toMs) / 2
  }

  function moveCrosshair(share: number): void | false {
    if (!isTimed || isTable) return false
    const ms = focusMs() + share * (view.toMs - view.fromMs)
    showCrosshair(Math.max(view.fromMs, Math.min(view.toMs, ms)))
  }

  function fitRow({ node }: WaterfallRow): void {
    if (node.fromMs !== null) zoomTo(fitted(node.fromMs, node.toMs ?? endMs, wholeMs))
  }

  /** The frame that a call began with, or the one that it ended with. */
  function open({ node }: WaterfallRow, end: boolean): void {
    const seq = end ? (node.endSeq ?? node.startSeq) : (node.startSeq ?? node.endSeq)
    if (seq !== null) store.select(seq, 0.25)
  }

  function go(to: number): void | false {
    const next = rows[Math.max(0, Math.min(to, rows.length - 1))]
    if (isTable || next === undefined) return false
    setActive(next.node.key)
    showCrosshair(isTimed ? next.node.fromMs : null)
  }

  function right(): void | false {
    if (isTable || row === undefined) return false
    if (row.expanded === false) expand(row.node, true)
    else if (row.expanded) go(index + 1)
  }

  function left(): void | false {
    if (isTable || row === undefined) return false
    if (row.expanded) expand(row.node, false)
    else if (row.parent !== null) setActive(row.parent)
  }

  const all: readonly Command[] = [
    { keys: ['ArrowDown'], label: 'Next call', repeat: true, run: () => go(index + 1) },
    { keys: ['ArrowUp'], label: 'Call before', repeat: true, run: () => go(index < 0 ? 0 : index - 1) },
    { keys: ['ArrowRight'], label: 'Open what a call made', run: right },
    { keys: ['ArrowLeft'], label: 'Close it; the call that made this one', run: left },
    { keys: ['Home'], label: 'First call', run: () => go(0) },
    { keys: ['End'], label: 'Last call', run: () => go(rows.length - 1) },
    { keys: ['Enter'], label: 'Go to the frame that the call began with', run: () => (row ? open(row, false) : false) },
    {
      keys: ['Shift+Enter'],
      label: 'Go to the frame that it ended with',
      run: () => (row ? open(row, true) : false),
    },
    { keys: ['Shift+ArrowRight'], label: 'Crosshair later', repeat: true, run: () => moveCrosshair(crosshairShare) },
    { keys: ['Shift+ArrowLeft'], label: 'Crosshair earlier', repeat: true, run: () => moveCrosshair(-crosshairShare) },
    { keys: ['code:KeyW'], label: 'Zoom in', repeat: true, run: () => zoomAt(focusMs(), closer) },
    { keys: ['code:KeyS'], label: 'Zoom out', repeat: true, run: () => zoomAt(focusMs(), 1 / closer) },
    { keys: ['code:KeyA'], label: 'Earlier', repeat: true, run: () => zoomTo(panned(view, wholeMs, -panShare)) },
    { keys: ['code:KeyD'], label: 'Later', repeat: true, run: () => zoomTo(panned(view, wholeMs, panShare)) },
    { keys: ['z'], label: 'Fit the chosen call', run: () => (row ? fitRow(row) : false) },
    { keys: ['Z', 'Escape'], label: 'All of the run', run: () => (isZoomed ? store.setZoom(null) : false) },
    { keys: ['!'], label: 'Only failed calls', run: toggleErrors },
  ]
  return {
    all,
    zoomAt,
    fitRow,
    open,
    fit: () => (isZoomed || row === undefined ? store.setZoom(null) : fitRow(row)),
  }
}
