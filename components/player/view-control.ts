import type { Address } from './address.ts'
import type { PlayerCore } from './player-core.ts'
import type { Pane, PanelView } from './player-state.ts'

/** Chooses what stands below the panes, and on a narrow screen which one pane is shown. */
export function createViewControl({ get, setNow }: Pick<PlayerCore, 'get' | 'setNow'>, isChosen: boolean) {
  let lastPanel: PanelView = get().view ?? 'timeline'

  function setView(view: PanelView | null): void {
    lastPanel = view ?? lastPanel
    setNow({ view, pane: view === null ? 'text' : 'panel' })
  }

  return {
    setView,
    /** Opens the panel as it was, or closes it. */
    togglePanel: () => setView(get().view === null ? lastPanel : null),
    /** On a narrow screen the panel is one of the panes. */
    setPane(pane: Pane): void {
      if (pane === 'panel') setView(get().view ?? lastPanel)
      else setNow({ pane, view: null })
    },
    /** Tells which panel is open on a screen of this width where nobody chose. */
    setUsualView(usualView: PanelView | null): void {
      const { view, usualView: before } = get()
      setNow({ usualView, ...(!isChosen && view === before && { view: usualView }) })
      isChosen = false
    },
    /** Goes back to the view of an address; all else stays. */
    showView: ({ view, pane }: Address) => setNow({ view: view === undefined ? get().usualView : view, pane }),
  }
}
