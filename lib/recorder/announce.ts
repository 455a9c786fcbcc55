// A NOTIFY takes a lock that all commits of the cluster share, so it goes out apart from them and seldom.

const INTERVAL_MS = 50
const IDS_PER_NOTICE = 300 // a payload is at most 8,000 bytes

/** Tells viewers which runs changed, at most 20 times a second. A hint that may be lost: they look by themselves, too. */
export function createAnnouncer(notify: (runIds: bigint[]) => Promise<void>, onError: (error: unknown) => void) {
  let waiting = new Set<bigint>()
  let timer: NodeJS.Timeout | null = null
  let lastAt = 0

  function send() {
    timer = null
    lastAt = performance.now()
    const ids = [...waiting]
    waiting = new Set()
    for (let i = 0; i < ids.length; i += IDS_PER_NOTICE) notify(ids.slice(i, i + IDS_PER_NOTICE)).catch(onError)
  }

  return {
    changed(runIds: readonly bigint[]) {
      for (const id of runIds) waiting.add(id)
      timer ??= setTimeout(send, Math.max(0, lastAt + INTERVAL_MS - performance.now()))
    },
    stop() {
      if (timer) clearTimeout(timer)
    },
  }
}
