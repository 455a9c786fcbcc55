import type { Reading } from './dialect.ts'
import { pickText, type JsonObject } from './json.ts'
import { interpretChat } from './operativus-chat.ts'
import { interpretLog } from './operativus-log.ts'
import { noTools, type OpenTools } from './operativus-tools.ts'

/** What the frames so far said that later ones depend on, of either stream. */
export type OperativusState = {
  /** The chat stream told of an error: its STOP then ends a failed run. */
  failed: boolean
  /** It waits for a person. */
  paused: boolean
  /** The log's own run, which its first frame names, and what is told of it already. Null before. */
  own: OwnRun | null
  tools: OpenTools
}

export type OwnRun = {
  runId: string | null
  agent: string | null
  threadId: string | null
  parentRunId: string | null
  model: string | null
}

export const noFrames: OperativusState = { failed: false, paused: false, own: null, tools: noTools }

/**
 * What a frame means. The two streams are told apart by their payloads, `{event, data, timestamp}` and
 * `{eventType, payload, eventTs, …}` (operativus-ai/agm: AgentStreamEvent.java, RunEventSseService.java).
 */
export function interpretOperativus(
  state: OperativusState,
  frame: JsonObject | null,
  data: string | null,
): Reading<OperativusState> {
  const logged = pickText(frame, ['eventType'])
  if (frame && logged) return interpretLog(state, logged, frame)
  const event = pickText(frame, ['event'])
  if (frame && event) return interpretChat(state, event, frame)
  // No server of theirs was seen to send this; their own client reads it as the end of the feed.
  if (data?.trim() === '[DONE]') return { state, kind: 'lifecycle', events: [] }
  return { state, kind: 'unknown', events: [] }
}
