import type { SearchHit, SearchPage, SearchQuery } from '#lib/api/search.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { blockAt, lastBlock, type Blocks } from '#lib/run/transcript-blocks.ts'
import { nothingWritten, searchFrame, writingFrom, type Writing } from '#lib/run/search-fold.ts'
import { patternOf } from '#lib/run/search-pattern.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { readFrameRows } from './read-frame-rows.ts'
import { readTranscript } from './read-transcript.ts'
import { offsetMs } from './run-clock.ts'

/** What is known after a frame, to search on from there. */
type Place = { dialectState: unknown; writing: Writing }

type SearchOptions = {
  signal?: AbortSignal
  /** A page ends after so long, found or not: a search of a long run is many short ones, and can be left at each. */
  budgetMs?: number
  now?: () => number
}

const pageLimit = 2000
const mostPlaces = 100

/** Where searches stopped, oldest first. A search that goes on elsewhere asks for the state there instead. */
const places = new Map<string, Place>()

/**
 * Looks for a text in the frames of a run after a seq, and in what frames say together; null if there is no such run. One
 * page of frames is in memory at a time.
 */
export async function searchRun(
  publicId: string,
  query: SearchQuery,
  { signal, budgetMs = 500, now = () => performance.now() }: SearchOptions = {},
  db = database(),
): Promise<SearchPage | null> {
  const run = await findRun(publicId, db)
  if (!run) return null
  const until = now() + budgetMs
  const dialect = getDialect(run.dialect)
  const pattern = patternOf(query.q, { glob: query.glob === 'true' })
  const kinds = query.kind && new Set(query.kind)
  const key = (seq: number) => JSON.stringify([publicId, run.clock, query.glob, query.q, seq])
  let { dialectState, writing } = places.get(key(query.after)) ?? (await placeAfter(publicId, query.after, run, db))
  let scanned = Math.min(query.after, run.lastSeq)
  let connection: number | null = null
  const hits: SearchHit[] = []

  reading: while (scanned < run.lastSeq && !signal?.aborted) {
    const range = { runId: run.id, after: scanned, to: run.lastSeq, limit: pageLimit, kinds: null }
    const { rows } = await readFrameRows(range, db)
    if (rows.length === 0) break
    for (const row of rows) {
      const kind = kindOf(row.kind)
      const block = kind === 'gap' ? null : decodeBlock(row.raw, { first: row.connection !== connection })
      connection = row.connection
      const data = block?.data ?? null
      const isRead = data !== null && dialect !== null && block !== null
      const id = row.upstreamId === null ? null : row.upstreamId.toString('utf8')
      const reading = isRead ? dialect.interpret(dialectState, { id, event: block.event, data }) : null
      if (reading) dialectState = reading.state
      const step = { kind, data: data ?? block?.comment ?? null, events: reading?.events ?? [] }
      const { found, writing: next } = searchFrame(writing, step, pattern)
      writing = next
      scanned = row.seq
      if (found === null || (kinds && !kinds.has(kind))) continue
      hits.push({ seq: row.seq, offsetMs: offsetMs(run, row), kind, ...found })
      if (hits.length >= query.limit) break reading
    }
    if (now() >= until) break
  }

  keep(key(scanned), { dialectState, writing })
  const more = scanned < run.lastSeq
  return { hits, nextAfter: more ? scanned : null, scanned, more }
}

async function placeAfter(publicId: string, after: number, run: FoundRun, db: ReturnType<typeof database>) {
  if (after === 0) return { dialectState: getDialect(run.dialect)?.initial ?? null, writing: nothingWritten }
  const state = await readTranscript(publicId, after, db)
  return {
    dialectState: state?.dialectState ?? null,
    writing: state === null ? nothingWritten : writingOf(state.transcript.blocks),
  }
}

/** The end of the message that is being written, if any is: of a long one, that may be in several blocks. */
function writingOf(blocks: Blocks): Writing {
  const last = lastBlock(blocks)
  if (last?.type !== 'text' && last?.type !== 'reasoning') return nothingWritten
  let text = ''
  for (let index = blocks.length - 1; text.length < enough; index--) {
    const block = blockAt(blocks, index)
    if (block?.type !== 'text' && block?.type !== 'reasoning') break
    text = block.text + text
    if (!block.continues) break
  }
  return writingFrom(last.type, last.messageId, text)
}

const enough = 4000

function keep(key: string, place: Place): void {
  places.delete(key)
  places.set(key, place)
  const oldest = places.keys().next().value
  if (places.size > mostPlaces && oldest !== undefined) places.delete(oldest)
}
