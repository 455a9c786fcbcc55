import { ExportedFrame } from '#lib/api/exported-frame.ts'
import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { NotAnExport, type Verdict } from './verdict.ts'

/**
 * Checks the lines of an `.ndjson` export by what they say of each other, with no server: each carries the link of the
 * hash chain after it, so that the first frame that is not as it was is known by its number.
 */
export async function verifyNdjson(lines: AsyncIterable<string>): Promise<Verdict> {
  let chain = emptyChain
  let seq = 0
  const seen = { frames: 0, gaps: 0, bytes: 0 }
  let last: ExportedFrame['last']
  let cut = false
  for await (const line of lines) {
    if (line.trim() === '') continue
    if (last)
      return { name: 'differs', at: seq + 1, why: `more follows frame ${seq}, which was the last of the export` }
    if (cut) return { name: 'differs', at: seq + 1, why: 'its line is not whole' }
    const frame = readLine(line, seq + 1)
    if (frame === 'cut') {
      cut = true // if nothing follows, the file just ends there
      continue
    }
    if (frame === null) return { name: 'differs', at: seq + 1, why: 'its line is not that of a frame' }
    if (frame.seq !== seq + 1) return { name: 'differs', at: seq + 1, why: placeOf(frame.seq, seq) }
    seq = frame.seq
    seen.frames++
    if (frame.kind === 'gap') seen.gaps++
    else {
      const raw = Buffer.from(frame.raw, 'base64')
      seen.bytes += raw.length
      chain = nextChain(chain, raw)
      if (chain === frame.chain) {
        const why = misreads(frame, raw)
        if (why !== null) return { name: 'differs', at: seq, why }
      }
    }
    if (chain !== frame.chain)
      return { name: 'differs', at: seq, why: 'its bytes are not those that its link stands for' }
    last = frame.last
  }
  if (!last) return { name: 'part', after: seq, of: null }
  if (last.chain !== chain || last.lastSeq !== seq || last.bytes !== seen.bytes || last.gaps !== seen.gaps) {
    const why =
      'the links hold, but they do not end where the recorder’s own chain does: frames were changed before they were exported, or the file was made anew'
    return { name: 'differs', at: null, why }
  }
  return { name: 'whole', run: last.run, ...seen, chain, closed: last.closed }
}

/** A line as a frame; null if it is something else. */
function readLine(line: string, at: number): ExportedFrame | 'cut' | null {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch (cause) {
    if (at === 1 && !line.startsWith('{"seq":')) throw new NotAnExport('its first line is not JSON', { cause })
    return 'cut'
  }
  const frame = ExportedFrame.safeParse(json)
  if (frame.success) return frame.data
  if (at > 1) return null
  const old = typeof json === 'object' && json !== null && 'seq' in json && !('chain' in json)
  throw new NotAnExport(
    old
      ? 'its lines carry no hash chain: it was exported by an older version; export the run again'
      : 'its first line is no frame of an export',
  )
}

function placeOf(seq: number, before: number): string {
  if (seq <= before) return `frame ${seq} stands behind frame ${before}`
  const missing = seq - before - 1
  return missing === 1 ? `it is missing` : `frames ${before + 1} to ${seq - 1} are missing`
}

/**
 * The decoded parts of a line are what a reader sees: they must be those of its bytes. (A byte order mark is dropped where
 * a block opens its connection, which a line does not say.)
 */
function misreads(frame: ExportedFrame, raw: Buffer): string | null {
  if (frame.bytes !== raw.length) return `it says ${frame.bytes} bytes and holds ${raw.length}`
  const readings = [true, false].map((first) => decodeBlock(raw, { first }))
  const isRead = readings.some(({ data, comment, event }) => {
    const text = data ?? comment ?? null
    return event === frame.event && (frame.truncated ? text?.startsWith(frame.data ?? '') : text === frame.data)
  })
  return isRead ? null : 'what it says is not what its bytes say'
}
