import { readBookmarks, withBookmark, writeBookmarks } from './bookmark-store.ts'
import type { PlayerCore } from './player-core.ts'
import { cursorOf } from './player-state.ts'

const markersEveryMs = 5000

/** What is marked in the run: its own markers, read anew while it goes on, and the reader's bookmarks. */
export function createMarkControl(core: PlayerCore) {
  let reading = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Without markers the run is read all the same; they are asked for again while it goes on. */
  async function readMarkers(): Promise<void> {
    const known = core.get().markers
    if (reading || known?.lastSeq === core.get().tail.lastSeq) return
    reading = true
    try {
      core.set({ markers: await core.source.markers() })
    } catch {
      // The scrubber says that there are none.
    } finally {
      reading = false
    }
  }

  function setBookmark(seq: number, label: string | null): void {
    const bookmarks = withBookmark(core.get().bookmarks, seq, label)
    writeBookmarks(core.get().run.id, bookmarks)
    core.setNow({ bookmarks })
  }

  return {
    readMarkers,
    open(): () => void {
      core.set({ bookmarks: readBookmarks(core.get().run.id) })
      void readMarkers()
      return () => {
        clearTimeout(timer)
        timer = undefined
      }
    },
    /** More has come: the markers are read again in a while. */
    arrived(): void {
      timer ??= setTimeout(() => {
        timer = undefined
        void readMarkers()
      }, markersEveryMs)
    },
    /** Marks the shown frame, or takes its mark away. */
    bookmark(): void {
      const seq = cursorOf(core.get())
      if (seq > 0) setBookmark(seq, core.get().bookmarks.some((bookmark) => bookmark.seq === seq) ? null : '')
    },
    setBookmark,
  }
}
