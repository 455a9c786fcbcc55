import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { comment, emit, wait, type Script, type Step } from '#lib/upstream/script.ts'
import { between, oneOf, randomFrom, type Random } from './random.ts'

/** The upstreams of the soak, by their dialects. */
export type SoakDialect = 'arkloop' | 'operativus' | 'modus' | 'generic'

/** A run that an upstream is to play. */
export type RunPlan = { name: string; dialect: SoakDialect; frames: number; rate: number; seed: number }

const words = [
  'refund',
  'order',
  'déjà',
  '注文',
  'customer',
  '🧾',
  'line\nbreak',
  'quote"',
  'tab\t',
  'the',
  'of',
  'asks',
]

/** What a run emits: text of 20 to 1,000 bytes at its rate, a comment now and then, and the frame that ends it. */
export function runScript({ name, dialect, frames, rate, seed }: RunPlan): Script {
  const random = randomFrom(seed)
  const steps: Step[] = []
  for (let i = 0; i < frames; i++) {
    const text = `${name} ${i} ${textOf(random, between(random, 20, 900))}`
    steps.push(frameOf(dialect, text), wait(1000 / rate))
    if (random() < 0.02) steps.push(comment(`still here ${i}`))
  }
  return { steps: [...steps, ...lastOf(dialect, name)] }
}

function frameOf(dialect: SoakDialect, text: string): Step {
  switch (dialect) {
    case 'arkloop':
      return emitArkloop('message.delta', { role: 'assistant', content_delta: text })
    case 'operativus':
      return emit({ eventType: 'LLM_RESPONSE', payload: { text } })
    case 'modus':
      return emit({ type: 'token', content: text })
    case 'generic':
      return emit({ text })
    default:
      return dialect satisfies never
  }
}

/** A generic stream just ends. */
function lastOf(dialect: SoakDialect, name: string): Step[] {
  switch (dialect) {
    case 'arkloop':
      return [emitArkloop('run.completed', {})]
    case 'operativus':
      return [emit({ eventType: 'RUN_COMPLETE', payload: { status: 'COMPLETED' } })]
    case 'modus':
      return [emit({ type: 'done', runId: name })]
    case 'generic':
      return []
    default:
      return dialect satisfies never
  }
}

function textOf(random: Random, bytes: number): string {
  let text = ''
  while (Buffer.byteLength(text) < bytes) text += `${oneOf(random, words)} `
  return text
}
