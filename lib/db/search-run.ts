import { setImmediate } from 'node:timers/promises'
import type { SearchHit, SearchPage, SearchQuery } from '#lib/api/search.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { blockAt, lastBlock, type Blocks } from '#lib/run/transcript-blocks.ts'
import { nothingWritten, searchFrame, writingFrom, type Writing } from '#lib/run/search-fold.ts'
import { isRead } from '#lib/run/read-frame.ts'
import { patternOf } from '#lib/run/search-pattern.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { database, type Database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import type { FrameRow } from './frame-row.ts'
import { readFrameRows } from './read-frame-rows.ts'
import { readState } from './read-state.ts'
import { offsetMs } from './run-clock.ts'

/** What is known after a frame, to search on from there. */
type Place = { dialectState: unknown; writing: Writing; connection: number | null }

type SearchOptions = {
  signal?: AbortSignal
  /** A page ends after so long, found or not: a search of a long run is many short ones, and can be left at each. */
  budgetMs?: number
  now?: () => number
}

const pageLimit = 2000
/** How long frames are looked at before others have their turn. */
const stretchMs = 15
const mostPlaces = 100

/** Where searches stopped, oldest first. A search that goes on elsewhere asks for the state there instead. */
const places = new Map<string, Place>()

/**
 * Looks for a text in the frames of a run after a seq, and in what frames say together; null if there is no such run. Two
 * pages of frames are in memory at a time.
 */
export async function searchRun(
  publicId: string,
  query: SearchQuery,
  { signal, budgetMs = 250, now = () => performance.now() }: SearchOptions = {},
  db = database(),
): Promise<SearchPage | null> {
  const run = await findRun(publicId, db)
  if (!run) return null
  const until = now() + budgetMs
  const pattern = patternOf(query.q, { glob: query.glob === 'true' })
  const kinds = query.kind && new Set(query.kind)
  const key = (seq: number) => JSON.stringify([publicId, run.clock, query.glob, query.q, seq])
  let place = places.get(key(query.after)) ?? (await placeAfter(run, query.after, db))
  let scanned = Math.min(query.after, run.lastSeq)
  const hits: SearchHit[] = []

  let since = performance.now()
  reading: for await (const rows of pagesAfter(run, scanned, db)) {
    if (signal?.aborted) break
    for (const row of rows) {
      const step = readRow(place, row, run)
      const { found, writing } = searchFrame(place.writing, step, pattern)
      place = { dialectState: step.dialectState, writing, connection: row.connection }
      scanned = row.seq
      if (found !== null && !(kinds && !kinds.has(step.kind))) {
        hits.push({ seq: row.seq, offsetMs: offsetMs(run, row), kind: step.kind, ...found })
        if (hits.length >= query.limit) break reading
      }
      if (performance.now() - since < stretchMs) continue
      await setImmediate()
      since = performance.now()
      if (signal?.aborted) break reading
    }
    if (now() >= until) break
  }

  keep(key(scanned), place)
  const more = scanned < run.lastSeq
  return { hits, nextAfter: more ? scanned : null, scanned, more }
}

/** Pages of frames, of which the next is fetched while one is searched. */
async function* pagesAfter(run: FoundRun, after: number, db: Database): AsyncGenerator<FrameRow[], void, undefined> {
  const pageAfter = (seq: number) =>
    seq >= run.lastSeq
      ? null
      : readFrameRows({ runId: run.id, after: seq, to: run.lastSeq, limit: pageLimit, kinds: null }, db)
  let page = pageAfter(after)
  while (page !== null) {
    const { rows } = await page
    const last = rows.at(-1)
    if (!last) return
    page = pageAfter(last.seq)
    // Nobody waits for it if the search ends with this page.
    page?.catch(() => undefined)
    yield rows
  }
}

function readRow(place: Place, row: FrameRow, run: FoundRun) {
  const dialect = getDialect(run.dialect)
  const kind = kindOf(row.kind)
  const block = kind === 'gap' ? null : decodeBlock(row.raw, { first: row.connection !== place.connection })
  const data = block?.data ?? null
  if (block === null || data === null || dialect === null || !isRead(kind)) {
    return { kind, data: data ?? block?.comment ?? null, events: [], dialectState: place.dialectState }
  }
  const id = row.upstreamId === null ? null : row.upstreamId.toString('utf8')
  const { state, events } = dialect.interpret(place.dialectState, { id, event: block.event, data })
  return { kind, data, events, dialectState: state }
}

async function placeAfter(run: FoundRun, after: number, db: Database): Promise<Place> {
  const state = await readState(run, Math.min(after, run.lastSeq), db)
  const { dialectState, connection, transcript } = state
  return { dialectState, connection, writing: writingOf(transcript.blocks) }
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
