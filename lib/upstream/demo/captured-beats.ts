import type { Beat, Call } from './scene.ts'

/** One payload of a captured stream: any provider's, so any field may be missing or of any type. */
export type Line = { [key: string]: unknown }

/** The texts, thoughts and tool calls of a captured stream of Anthropic Messages, OpenAI Responses or Chat Completions. */
export function capturedBeats(lines: readonly Line[]): Beat[] {
  const told = new Story()
  for (const line of lines) {
    const type = text(line['type']) ?? ''
    if (type.startsWith('content_block')) readAnthropic(told, line)
    else if (type.startsWith('response.')) readResponses(told, type, line)
    else for (const choice of list(line['choices'])) readChat(told, object(object(choice)['delta']))
  }
  return told.beats.map((beat) => (beat.beat === 'call' ? { beat: 'call', calls: beat.calls.map(parsed) } : beat))
}

/** The model that the stream names first. */
export function modelOf(lines: readonly Line[]): string | undefined {
  const named = lines.flatMap((line) => [line, object(line['message']), object(line['response'])])
  return named.map((one) => text(one['model'])).find((model) => model !== undefined)
}

type OpenCall = { key: string; name: string; args: string; result: unknown; ms: number }
type Told = { beat: 'say' | 'think'; pieces: string[] } | { beat: 'call'; calls: OpenCall[] }

/** Beats in the making: pieces of one sort in a row are one beat. */
class Story {
  readonly beats: Told[] = []

  add(beat: 'say' | 'think', piece: unknown): void {
    if (typeof piece !== 'string' || piece === '') return
    const last = this.beats.at(-1)
    if (last?.beat === beat) last.pieces.push(piece)
    else this.beats.push({ beat, pieces: [piece] })
  }

  call(key: string, name: string, args = ''): OpenCall {
    const call = { key, name, args, result: null, ms: 1500 }
    this.beats.push({ beat: 'call', calls: [call] })
    return call
  }

  find(key: string | undefined): OpenCall | undefined {
    return this.beats.flatMap((beat) => (beat.beat === 'call' ? beat.calls : [])).findLast((call) => call.key === key)
  }
}

function readAnthropic(told: Story, line: Line): void {
  const block = object(line['content_block'])
  const delta = object(line['delta'])
  const type = text(block['type']) ?? text(delta['type']) ?? ''
  if (type === 'text_delta') told.add('say', delta['text'])
  else if (type === 'thinking_delta') told.add('think', delta['thinking'])
  else if (type === 'tool_use' || type === 'server_tool_use') {
    const input = object(block['input'])
    const args = Object.keys(input).length > 0 ? JSON.stringify(input) : ''
    told.call(text(block['id']) ?? '', text(block['name']) ?? 'tool', args)
  } else if (type === 'input_json_delta') {
    const open = told.beats.at(-1)
    const call = open?.beat === 'call' ? open.calls.at(-1) : undefined
    if (call) call.args += text(delta['partial_json']) ?? ''
  } else if (type.endsWith('tool_result')) {
    const call = told.find(text(block['tool_use_id']))
    if (call) call.result = block['content']
  }
}

function readResponses(told: Story, type: string, line: Line): void {
  if (type === 'response.output_text.delta') told.add('say', line['delta'])
  else if (type === 'response.reasoning_summary_text.delta') told.add('think', line['delta'])
  else if (type === 'response.output_item.done') {
    const item = object(line['item'])
    const kind = text(item['type']) ?? ''
    if (!kind.endsWith('_call')) return
    const name = text(item['name']) ?? kind.replace(/_call$/, '')
    const args = text(item['arguments']) ?? JSON.stringify({ code: item['code'] })
    told.call(text(item['id']) ?? '', name, args).result = item['output'] ?? item['outputs'] ?? { ok: true }
  }
}

function readChat(told: Story, delta: Line): void {
  told.add('think', delta['reasoning'] ?? delta['reasoning_content'])
  told.add('say', delta['content'])
}

function parsed({ name, args, result, ms }: OpenCall): Call {
  try {
    return { name, args: JSON.parse(args), result, ms }
  } catch {
    return { name, args, result, ms } // a call whose arguments never came whole is shown with what came
  }
}

function object(value: unknown): Line {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Line) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
