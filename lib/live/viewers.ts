export type Viewers = {
  admit(client: string): (() => void) | null
  /** How many streams are open. */
  open(): number
}

/**
 * Limits open streams, of each client and of all together. Clients on this machine have no limit of their own: they
 * may be a proxy for many. `admit` gives the function that lets the place go, or null if there is none.
 */
export function createViewers({ client: mostOfOne = 64, everyone = 4000 } = {}): Viewers {
  const open = new Map<string, number>()
  let all = 0
  return {
    open: () => all,
    admit(client) {
      const own = open.get(client) ?? 0
      if (all >= everyone || (own >= mostOfOne && !isLocal(client))) return null
      all++
      open.set(client, own + 1)
      let held = true
      return () => {
        if (!held) return
        held = false
        all--
        const left = (open.get(client) ?? 1) - 1
        if (left > 0) open.set(client, left)
        else open.delete(client)
      }
    },
  }
}

function isLocal(client: string): boolean {
  return client === 'unknown' || /^(::1|(::ffff:)?127\.)/.test(client)
}
