import type { Fields } from '#lib/sse/block.ts'
import { interpretDelegate, isDelegate } from './arkloop-delegate.ts'
import { readFrame, textOf, usageOf, type ArkloopFrame } from './arkloop-frame.ts'
import { interpretNotice } from './arkloop-notices.ts'
import { interpretRun } from './arkloop-run.ts'
import type { ArkloopState } from './arkloop-state.ts'
import { interpretTool } from './arkloop-tools.ts'
import type { Reading } from './dialect.ts'
import { pickText } from './json.ts'
import type { RunEvent } from './run-event.ts'

/** What a block of a run's stream means. A persona may send types of its own: those are unknown. */
export function interpretArkloop(state: ArkloopState, block: Fields): Reading<ArkloopState> {
  const frame = readFrame(block)
  if (!frame) return { state, kind: 'unknown', events: [] }
  if (isDelegate(frame)) return interpretDelegate(state, frame)
  return interpretTool(state, frame) ?? interpretRun(state, frame) ?? { state, ...interpretRest(frame) }
}

function interpretRest(frame: ArkloopFrame): Omit<Reading<ArkloopState>, 'state'> {
  const { type, data } = frame
  switch (type) {
    case 'message.delta': {
      const text = textOf(data)
      if (data['channel'] === 'thinking') return { kind: 'reasoning', events: [{ type: 'reasoning.delta', text }] }
      return { kind: 'output', events: [{ type: 'text.delta', text }] }
    }
    case 'llm.turn.completed':
      return { kind: 'usage', events: usageOf(data, 'turn') }
    case 'thread.title.updated': {
      const title = pickText(data, ['title'])
      return { kind: 'lifecycle', events: title === undefined ? [] : [{ type: 'identified', title }] }
    }
    case 'run.idle_heartbeat':
      return { kind: 'heartbeat', events: [] }
    default: {
      const notice: RunEvent | null = interpretNotice(frame)
      if (notice) return { kind: 'notice', events: [notice] }
      const isKnown = /^(?:run|llm|memory|notebook|thread|todo|agent|acp|security)\../.test(type)
      return { kind: isKnown ? 'lifecycle' : 'unknown', events: [] }
    }
  }
}
