import { randomUUID } from 'node:crypto'

type Ticket = { runId: string; expiresMs: number }

/** Tokens that open one stream of one run, once, for a minute. */
export class OperativusTickets {
  #tickets = new Map<string, Ticket>()
  #ttlMs: number
  #now: () => number

  constructor({ ttlMs, now }: { ttlMs: number; now: () => number }) {
    this.#ttlMs = ttlMs
    this.#now = now
  }

  issue(runId: string): { token: string; expiresAt: string } {
    const token = randomUUID()
    const expiresMs = this.#now() + this.#ttlMs
    this.#tickets.set(token, { runId, expiresMs })
    return { token, expiresAt: new Date(expiresMs).toISOString() }
  }

  /** Takes a token: null if it was good, and is now used up; else why not. */
  take(token: string, runId: string): 'invalid' | 'expired' | 'run_mismatch' | null {
    const ticket = this.#tickets.get(token)
    if (!ticket) return 'invalid'
    if (this.#now() >= ticket.expiresMs) return 'expired'
    if (ticket.runId !== runId) return 'run_mismatch'
    this.#tickets.delete(token)
    return null
  }
}
