import pg from 'pg'

const RETRY_MS = 1000
const MAX_RETRY_MS = 15_000

/**
 * Listens on a channel of Postgres over a connection of its own, and again after each break. A notice is only a hint:
 * while nothing listens, callers live on polling. `onTrouble` hears of a break once, until it listens again.
 */
export function listen(
  { url, channel }: { url: string; channel: string },
  onNotice: (payload: string) => void,
  onTrouble: (error: unknown) => void,
): { close(): Promise<void> } {
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let attempt = 0
  let closed = false

  async function connect() {
    const next = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'runtape-listen' })
    let broken = false
    const onBreak = (error: unknown) => {
      if (broken) return
      broken = true
      if (client === next) client = null
      void next.end().catch(() => undefined) // it is broken already
      if (closed) return
      if (attempt++ === 0) onTrouble(error)
      timer = setTimeout(() => void connect(), Math.min(MAX_RETRY_MS, RETRY_MS * attempt))
    }
    next.on('error', onBreak)
    next.on('end', () => onBreak(new Error(`the connection that listens on ${channel} ended`)))
    next.on('notification', (notice) => onNotice(notice.payload ?? ''))
    try {
      await next.connect()
      await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      client = next
      attempt = 0
      if (closed) await next.end()
      // What was told while nothing listened is lost: look now.
      else onNotice('')
    } catch (error) {
      onBreak(error)
    }
  }

  const connecting = connect()
  return {
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      await connecting
      await client?.end()
    },
  }
}
