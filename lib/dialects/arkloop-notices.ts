import type { ArkloopFrame } from './arkloop-frame.ts'
import { pickCount, pickText, type JsonObject } from './json.ts'
import type { RunEvent } from './run-event.ts'

type Notice = Extract<RunEvent, { type: 'notice' }>

/** What a frame tells a reader beside the run's own course; null if it tells nothing of that kind. */
export function interpretNotice({ type, data, errorClass }: ArkloopFrame): Notice | null {
  const why = pickText(data, ['message', 'reason', 'error_class']) ?? errorClass
  switch (type) {
    case 'run.llm.retry':
      return warning(`Model call is tried again${attemptOf(data)}`, why)
    case 'run.provider_fallback':
      return warning(`Provider falls back${between(data)}`, why)
    case 'run.context_compact': {
      const how = ['op', 'mode', 'phase'].flatMap((name) => pickText(data, [name]) ?? [])
      return info('Context is compacted', how.join(', '))
    }
    case 'run.steering_injected':
      return info('Steered', pickText(data, ['content']))
    case 'run.cancel_requested':
      return info('Cancelling was asked for')
    case 'run.channel_delivery_failed':
      return warning('Delivery to a channel failed', why)
    case 'acp.permission_required':
      return warning('A delegate asks for permission', why)
    case 'todo.updated':
      return todos(data)
    default:
      if (type.startsWith('security.')) return warning(type, why)
      return /^(?:memory|notebook|acp)\..*fail/.test(type) ? warning(type, why) : null
  }
}

function warning(what: string, why?: string): Notice {
  return { type: 'notice', message: why ? `${what}: ${why}` : `${what}.`, severity: 'warning' }
}

function info(what: string, why?: string): Notice {
  return { type: 'notice', message: why ? `${what}: ${why}` : `${what}.`, severity: 'info' }
}

function attemptOf(data: JsonObject): string {
  const attempt = pickCount(data, ['attempt'])
  const most = pickCount(data, ['max_attempts'])
  const delayMs = pickCount(data, ['delay_ms'])
  const count = attempt === undefined ? '' : `, ${attempt}${most === undefined ? '' : ` of ${most}`}`
  return delayMs === undefined ? count : `${count}, in ${delayMs} ms`
}

function between(data: JsonObject): string {
  const from = pickText(data, ['from_api_mode'])
  const to = pickText(data, ['to_api_mode'])
  return `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`
}

function todos(data: JsonObject): Notice | null {
  const list: unknown = data['todos']
  if (!Array.isArray(list)) return null
  const done = list.filter((todo: unknown) => (todo as JsonObject | null)?.['status'] === 'completed').length
  return info('To do', `${done} of ${list.length} done`)
}
