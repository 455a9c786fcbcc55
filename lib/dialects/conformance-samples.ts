import fc from 'fast-check'
import type { SourceSettings } from '#lib/api/source.ts'
import type { Fields } from '#lib/sse/block.ts'
import type { Dialect, Operation, RunRef, StartRequest } from './dialect.ts'
import { listedSurface } from './rest.ts'

// What the conformance suite gives a dialect to read and to ask for: anything at all, and what is nearly right.

const optionalText = fc.option(fc.string({ maxLength: 20 }))
const data = fc.oneof(
  fc.string(),
  fc.json(),
  fc.uint8Array({ maxLength: 60 }).map((raw) => new TextDecoder().decode(raw)),
)

export const anyBlock: fc.Arbitrary<Fields> = fc.record({
  id: optionalText,
  event: optionalText,
  data: fc.option(data),
})

/** A known block with one field of its payload taken away or replaced. */
export function bentBlock(known: readonly Fields[]): fc.Arbitrary<Fields> {
  return fc
    .tuple(fc.constantFrom(...known), fc.infiniteStream(fc.nat(8)), fc.option(fc.jsonValue()))
    .map(([block, path, value]) => (block.data === null ? block : { ...block, data: bent(block.data, path, value) }))
}

/** Texts that are no answer of this upstream, and answers of it with one field taken away or replaced. */
export function anyAnswer(answers: readonly string[]): fc.Arbitrary<string> {
  const near = fc
    .tuple(fc.constantFrom(...answers, '{}'), fc.infiniteStream(fc.nat(8)), fc.option(fc.jsonValue()))
    .map(([text, path, value]) => bent(text, path, value))
  return fc.oneof(near, fc.string(), fc.json(), fc.json({ noUnicodeString: false }), fc.constantFrom(...hostile))
}

/** Payloads that break a reader that trusts JSON. */
export const hostile = [
  '{"__proto__":{"type":"token"}}',
  '{"type":"constructor"}',
  '{"type":"__proto__"}',
  'null',
  '-0',
  '1e999',
  '"\\ud800"',
  '[null,{},[],0,""]',
]

// Reading takes that, writing it again does not.
export const DEEP = 12_000

export const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

/** Blocks of every shape once for each of their fields but `type`, that field being nested deeper than a stack. */
export function deepBlocks(known: readonly Fields[]): Fields[] {
  const shapes = new Map(known.map((block) => [shapeOf(block), block]))
  return [...shapes.values()].flatMap((block) => deepened(block.data ?? '').map((data) => ({ ...block, data })))
}

function shapeOf({ event, data }: Fields): string {
  const object = readObject(data ?? '') ?? {}
  return JSON.stringify([event, object['type'], Object.keys(object)])
}

function deepened(payload: string): string[] {
  const fields = Object.entries(readObject(payload) ?? {})
  return fields
    .filter(([name]) => name !== 'type')
    .map(([name]) => {
      const deep = nested(DEEP)
      const parts = fields.map(([key, old]) => `${JSON.stringify(key)}:${key === name ? deep : JSON.stringify(old)}`)
      return `{${parts.join(',')}}`
    })
}

/** Every combination of settings that changes what a dialect does. */
export const someSettings: readonly SourceSettings[] = [
  {},
  { resumeById: true, paths: { watch: '/runs/{runId}/stream' } },
  { apiBaseUrl: 'https://api.example.com/v2', discover: true, agents: ['support desk', 'a/b?c#d'] },
  { singleUseToken: true, discover: true },
]

/** Starts of an operation: its form as it is filled in, and bodies of anybody's making. */
export function anyStart(operation: Operation): fc.Arbitrary<StartRequest> {
  const names = operation.fields.map((field) => field.name)
  const text = fc.dictionary(fc.oneof(fc.constantFrom('path', 'method', ...names), fc.string({ maxLength: 8 })), runId)
  const body = fc.oneof(fc.object(), fc.dictionary(fc.constantFrom('message', ...names), fc.jsonValue()))
  return fc
    .record({ params: text, body, idempotencyKey: fc.option(runId) })
    .map((start) => ({ operation: operation.name, ...start }))
}

/** Runs as far as anything is known of them. */
export function anyRun(
  dialect: Pick<Dialect, 'operations' | 'surfaces'>,
  ids: readonly string[],
): fc.Arbitrary<RunRef> {
  const start = fc.oneof(fc.constant(null), ...dialect.operations.map((operation) => anyStart(operation)))
  return fc.record({
    // A run that was only listed is of no stream.
    surface: fc.constantFrom(listedSurface, ...dialect.surfaces.map(({ name }) => name)),
    upstreamRunId: fc.option(runId),
    threadId: fc.option(runId),
    agent: fc.option(runId),
    lastId: fc.option(fc.constantFrom(...ids)),
    start,
    startedMs: fc.option(fc.integer({ min: 0, max: 4e12 })),
    metadata: fc.dictionary(fc.constantFrom('agentId', 'temporalRunId', 'threadId', 'sessionId', 'orgId'), runId),
  })
}

/** Ids as they come, and as nobody would choose them. */
const runId = fc.oneof(fc.uuid(), fc.string({ minLength: 1 }), fc.constantFrom('..', '/', '//h.example', '?a=b', '#'))

/** The JSON with one of its fields, at any depth, taken away or replaced; a text that is no JSON as it is. */
function bent(text: string, path: Iterable<number>, value: unknown): string {
  const root = readObject(text)
  if (!root) return text
  let place = root
  for (const step of path) {
    const names = Object.keys(place)
    const name = names[step % Math.max(names.length, 1)]
    if (name === undefined) return JSON.stringify(root)
    const inside: unknown = place[name]
    // Half of the time deeper, where there is a deeper.
    if (typeof inside === 'object' && inside !== null && step % 2 === 0) place = inside as Record<string, unknown>
    else {
      if (value === null) delete place[name]
      else Object.defineProperty(place, name, { value, enumerable: true, configurable: true, writable: true })
      return JSON.stringify(root)
    }
  }
  return text
}

function readObject(text: string): Record<string, unknown> | null {
  if (!/^\s*[{[]/.test(text)) return null
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null // begins like JSON, is none
  }
}
