import { answers } from '../answers.ts'
import { cut, hang, wait, type CutHow, type Script, type Step } from '../script.ts'

/** What becomes of a run. */
export type Fate =
  | 'completed'
  | 'failed'
  | 'cancelled'
  /** Falls silent and stays so. */
  | 'hangs'
  /** Falls silent, then sends what it held back at once. */
  | 'bursts'
  /** Its connection breaks twice, in the middle of frames, and it goes on. */
  | 'resumed'
  /** Its connection breaks and some frames never come. */
  | 'gap'
  /** The first two attempts to reach it fail. */
  | 'busy'
  /** Its connection breaks and the token is no longer accepted. */
  | 'locked out'
  /** Comes to a halt at a question, until somebody answers. */
  | 'waits'

/** The run with its fate: `steps` up to the terminal frame, which is the first of `end` or of `cancelled`. */
export function scriptFor(
  fate: Fate,
  steps: readonly Step[],
  end: readonly Step[],
  cancelled: readonly Step[],
): Script {
  switch (fate) {
    case 'completed':
    case 'failed':
    case 'waits':
      return { steps: [...steps, ...end] }
    case 'cancelled':
      return { steps: [...steps.slice(0, at(steps, 0.6)), ...cancelled] }
    case 'hangs':
      return { steps: [...steps.slice(0, at(steps, 0.55)), hang] }
    case 'bursts': {
      const silence = at(steps, 0.4)
      const [before, after] = [steps.slice(0, silence), steps.slice(silence)]
      const held = after.slice(0, 160).filter((step) => step.do !== 'wait')
      return { steps: [...before, wait(14_000), ...held, ...after.slice(160), ...end] }
    }
    case 'resumed':
      return { steps: broken(broken([...steps, ...end], 0.7, 'rst'), 0.3, 'fin') }
    case 'gap':
      return { steps: broken([...steps, ...end], 0.5, 'fin'), connections: [{}, { skip: 4 }] }
    case 'busy':
      return {
        steps: [...steps, ...end],
        connections: [{ answer: answers.badGateway }, { answer: answers.tooManyRequests('2') }],
      }
    case 'locked out':
      return {
        steps: broken([...steps, ...end], 0.5, 'fin'),
        connections: [{}],
        otherwise: { answer: answers.unauthorized },
      }
    default:
      return fate satisfies never
  }
}

/** How long a script takes. */
export function durationMs(script: Script): number {
  return script.steps.reduce((sum, step) => sum + (step.do === 'wait' ? step.ms : 0), 0)
}

function broken(steps: readonly Step[], share: number, how: CutHow): Step[] {
  const where = at(steps, share)
  return [...steps.slice(0, where), cut(how, 17), ...steps.slice(where)]
}

function at(steps: readonly Step[], share: number): number {
  return Math.floor(steps.length * share)
}
