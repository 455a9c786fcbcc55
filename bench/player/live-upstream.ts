import { gate } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { randomFrom, text } from '../modus-stream.ts'

const TICK_MS = 5

/** An upstream with one run, `run-0`, that emits so many frames a second from `begin` to `end`, by the clock and not by timers. */
export async function liveUpstream(rate: number) {
  const upstream = await serveModus()
  const run = upstream.add('run-0', { steps: [gate('end')] })
  const next = randomFrom(rate)
  let [count, startedAt] = [0, 0]
  let timer: NodeJS.Timeout | undefined

  function emitDue() {
    for (const due = ((performance.now() - startedAt) / 1000) * rate; count < due; count += 1)
      run.emit({ payload: payloadOf(count) })
  }
  function payloadOf(i: number) {
    if (i % 200 === 150)
      return { type: 'tool_start', id: `call-${i}`, name: 'search_orders', args: { query: text(next, 30) } }
    if (i % 200 === 170) return { type: 'tool_end', id: `call-${i - 20}`, result: { found: text(next, 300) } }
    return { type: 'token', content: text(next, 3 + (next() % 14)) }
  }
  return {
    url: upstream.url,
    begin() {
      startedAt = performance.now()
      timer = setInterval(emitDue, TICK_MS)
    },
    /** Ends the run's stream and closes the server. */
    async end() {
      clearInterval(timer)
      run.open('end')
      await upstream.close()
    },
  }
}
