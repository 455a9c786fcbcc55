import type { Fields } from '#lib/sse/block.ts'
import { asObject, payloadOf, pickCount, pickText, type JsonObject } from './json.ts'
import type { RunEvent } from './run-event.ts'

// Arkloop's server sends `id`, `event` and one line of JSON with `ts`; its documentation shows `data` lines alone, with
// `created_at`. Both are read (v1_runs.go `writeSseEvent`; docs "Runs", SSE Event Stream).

/** A frame of either shape. `data` is empty where it has none. */
export type ArkloopFrame = {
  type: string
  data: JsonObject
  runId: string | undefined
  toolName: string | undefined
  errorClass: string | undefined
}

/** What a block holds, or null if it is no event of a run. */
export function readFrame(block: Fields): ArkloopFrame | null {
  const payload = payloadOf(block)
  const type = payload && (pickText(payload, ['type']) ?? block.event)
  if (!payload || !type) return null
  return {
    type,
    data: asObject(payload['data']) ?? {},
    runId: pickText(payload, ['run_id']),
    toolName: pickText(payload, ['tool_name']),
    errorClass: pickText(payload, ['error_class']),
  }
}

/** Visible or reasoning text of a `message.delta`. */
export function textOf(data: JsonObject): string {
  return pickText(data, ['content_delta', 'content']) ?? ''
}

/** The usage and cost that a frame carries, none if it has neither. */
export function usageOf(data: JsonObject, scope: 'turn' | 'total'): RunEvent[] {
  const usage = asObject(data['usage'])
  const inputTokens = pickCount(usage, ['input_tokens'])
  const outputTokens = pickCount(usage, ['output_tokens'])
  const reasoningTokens = pickCount(usage, ['reasoning_tokens'])
  // One provider fills the one, another the other; never does either count what the other does.
  const cached = [pickCount(usage, ['cached_tokens']), pickCount(usage, ['cache_read_input_tokens'])]
  const cachedTokens = cached[0] === undefined ? cached[1] : Math.max(cached[0], cached[1] ?? 0)
  const cost = costOf(asObject(data['cost']))
  const counts = {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(cachedTokens !== undefined && { cachedTokens }),
    ...(cost && { cost }),
  }
  return Object.keys(counts).length === 0 ? [] : [{ type: 'usage', scope, ...counts }]
}

function costOf(cost: JsonObject | null): { amount: number; currency: string } | null {
  const micros = cost?.['amount_micros']
  if (typeof micros !== 'number' || !Number.isFinite(micros)) return null
  return { amount: micros / 1_000_000, currency: pickText(cost, ['currency']) ?? 'USD' }
}
