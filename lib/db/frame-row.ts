import { isoFromUs, isoOrNull } from '#lib/api/instant.ts'
import { Gap, type Frame } from '#lib/api/frame.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { cutText } from './cut-text.ts'
import { offsetMs, type RunClock } from './run-clock.ts'

/** A frame as it is stored. Columns in the order of `frameColumns`. */
export type FrameRow = {
  seq: number
  kind: number
  receivedUs: bigint
  emittedUs: bigint | null
  backlog: boolean
  connection: number
  upstreamId: Buffer | null
  raw: Buffer
}

/** What a query selects of the table `frame`, to be read by `readFrameRow`. */
export const frameColumns = 'seq, kind, received_us, emitted_us, backlog, connection, upstream_id, raw'

/** As the driver gives it: bigints are text. */
export type RawFrameRow = {
  seq: number
  kind: number
  received_us: string
  emitted_us: string | null
  backlog: boolean
  connection: number
  upstream_id: Buffer | null
  raw: Buffer
}

export function readFrameRow(row: RawFrameRow): FrameRow {
  return {
    seq: row.seq,
    kind: row.kind,
    receivedUs: BigInt(row.received_us),
    emittedUs: row.emitted_us === null ? null : BigInt(row.emitted_us),
    backlog: row.backlog,
    connection: row.connection,
    upstreamId: row.upstream_id,
    raw: row.raw,
  }
}

/** A stored frame as the API shows it. `opens` says whether it is the first block of its connection. */
export function toFrame(row: FrameRow, run: RunClock, { opens, raw }: { opens: boolean; raw: boolean }): Frame {
  const kind = kindOf(row.kind)
  const block = kind === 'gap' ? null : decodeBlock(row.raw, { first: opens })
  const { text, truncated } = cutText(block?.data ?? block?.comment ?? null, dataLimit)
  const gap = kind === 'gap' ? readGap(row.raw) : null
  return {
    seq: row.seq,
    kind,
    receivedAt: isoFromUs(row.receivedUs),
    emittedAt: isoOrNull(row.emittedUs),
    backlog: row.backlog,
    offsetMs: offsetMs(run, row),
    event: block?.event ?? null,
    upstreamId: row.upstreamId?.toString('utf8') ?? null,
    data: text,
    bytes: gap ? 0 : row.raw.length,
    connection: row.connection,
    ...(truncated ? { truncated } : {}),
    ...(gap ? { gap } : {}),
    ...(raw ? { raw: row.raw.toString('base64') } : {}),
  }
}

/** Frames that follow each other. */
export function toFrames(rows: readonly FrameRow[], run: RunClock, { raw = false } = {}): Frame[] {
  return rows.map((row, at) => toFrame(row, run, { opens: rows[at - 1]?.connection !== row.connection, raw }))
}

const dataLimit = 256 * 1024

/** A gap is stored as the JSON of what it is. One that a newer version wrote otherwise is still a gap. */
export function readGap(raw: Buffer): Gap {
  try {
    const read = Gap.safeParse(JSON.parse(raw.toString('utf8')))
    if (read.success) return read.data
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  return { reason: 'unverified', missingCount: null, fromCursor: null, toCursor: null, openedAt: null, closedAt: null }
}
