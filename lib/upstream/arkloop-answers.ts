import type { ArkloopShape } from './arkloop-events.ts'
import type { Answer } from './script.ts'
import { goJson } from './go-json.ts'

/** Answers of one server, each with a trace id of its own. */
export type ArkloopAnswers = {
  json(status: number, body: unknown): Answer
  refuse(status: number, code: string, message: string, details?: Record<string, unknown>): Answer
  traceId(): string
}

/** The answers of a server of this shape. The documentation names an error's code otherwise. */
export function arkloopAnswers(shape: ArkloopShape): ArkloopAnswers {
  let count = 0
  const traceId = () => (++count).toString(16).padStart(32, '0')
  const json = (status: number, body: unknown, trace = traceId()): Answer => ({
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-trace-id': trace },
    body: shape === 'documented' ? JSON.stringify(body) : goJson(body),
  })
  return {
    traceId,
    json: (status, body) => json(status, body),
    refuse(status, code, message, details) {
      const trace = traceId()
      const named = shape === 'documented' ? { error: code } : { code }
      return json(status, { ...named, message, trace_id: trace, ...(details && { details }) }, trace)
    },
  }
}
