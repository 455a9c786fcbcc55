import type { SourceClass } from '#lib/dialects/dialect.ts'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { comment, emit, wait, type Script, type Step } from '#lib/upstream/script.ts'
import { between, oneOf, randomFrom, type Random } from './random.ts'

/** A run that an upstream is to play. */
export type RunPlan = { name: string; sourceClass: SourceClass; frames: number; rate: number; seed: number }

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
export function runScript({ name, sourceClass, frames, rate, seed }: RunPlan): Script {
  const random = randomFrom(seed)
  const steps: Step[] = []
  for (let i = 0; i < frames; i++) {
    const text = `${name} ${i} ${textOf(random, between(random, 20, 900))}`
    steps.push(frameOf(sourceClass, text), wait(1000 / rate))
    if (random() < 0.02) steps.push(comment(`still here ${i}`))
  }
  return { steps: [...steps, ...lastOf(sourceClass, name)] }
}

function frameOf(sourceClass: SourceClass, text: string): Step {
  switch (sourceClass) {
    case 'A':
      return emitArkloop('message.delta', { role: 'assistant', content_delta: text })
    case 'B':
      return emit({ type: 'token', content: text })
    case 'C':
      return emit({ text })
    default:
      return sourceClass satisfies never
  }
}

/** A stream of class C just ends. */
function lastOf(sourceClass: SourceClass, name: string): Step[] {
  if (sourceClass === 'A') return [emitArkloop('run.completed', {})]
  return sourceClass === 'B' ? [emit({ type: 'done', runId: name })] : []
}

function textOf(random: Random, bytes: number): string {
  let text = ''
  while (Buffer.byteLength(text) < bytes) text += `${oneOf(random, words)} `
  return text
}
