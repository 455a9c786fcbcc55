import { createParser } from 'eventsource-parser'
import type { WireBlock } from './block.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const BOM = '\uFEFF'

// One parser for the process: a block is whole, so the parser is empty again after each.
let read = blank()
const parser = createParser({
  onEvent: (event) => {
    read.data = event.data
    read.event = event.event ?? null
  },
  onId: (id) => (read.id = id),
  onComment: (text) => (read.comment = read.comment === null ? text : `${read.comment}\n${text}`),
  onRetry: (ms) => (read.retry = ms),
})

/**
 * Reads the fields of one whole block. Bytes that are not UTF-8 read as U+FFFD; `raw` keeps them.
 * `first` says whether the block opens its connection: only there is a byte order mark dropped.
 */
export function decodeBlock(raw: Uint8Array, { first = true } = {}): WireBlock {
  const text = utf8.decode(raw)
  parse(!first && text.startsWith(BOM) ? `\n${text}` : text)
  // A block without data is not dispatched; its event name is still worth showing.
  if (read.data === null && text.includes('event')) {
    const { id, comment, retry } = read
    parse(`data:\n${text.replace(/^\uFEFF?[\r\n]*/, '')}`)
    read = { ...read, data: null, id, comment, retry }
  }
  return { raw, ...read }
}

function parse(text: string) {
  read = blank()
  parser.feed(text)
  parser.reset()
}

function blank(): Omit<WireBlock, 'raw'> {
  return { id: null, event: null, data: null, comment: null, retry: null }
}
