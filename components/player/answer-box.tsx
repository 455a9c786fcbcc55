'use client'

import { useRef } from 'react'
import { openRequest } from '#lib/run/open-request.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Icon } from '#components/ui/icon.tsx'
import { InputForm } from './input-form.tsx'
import { visibleText } from './raw-text.ts'
import { useRunActions } from './run-actions.tsx'
import { usePlayer } from './use-player.ts'

/** Below the transcript of a run that waits: what it asks for, and where to answer; else why it cannot be answered here. */
export function AnswerBox() {
  const waits = usePlayer((state) => state.run.status === 'waiting_for_input')
  return waits ? <Box /> : null
}

function Box() {
  const { against } = useRunActions()
  const isListed = usePlayer((state) => state.run.integrity === 'not_recorded')
  const request = usePlayer((state) => (state.tip === null ? null : openRequest(state.tip.transcript)))
  const box = useRef<HTMLElement>(null)
  useKeys('Frames', [
    {
      keys: ['a'],
      label: 'Answer what the run asks',
      foot: 'answer',
      run: () => {
        const field = box.current?.querySelector<HTMLElement>('textarea, select, input, form button')
        return field ? field.focus() : false
      },
    },
  ])
  return (
    <section
      ref={box}
      aria-label="What the run asks"
      className="max-h-[55%] flex-none overflow-y-auto border-t border-running/55 bg-canvas px-3 py-2.5"
    >
      <h3 className="mb-2 flex gap-2">
        <Icon name="s-waiting" className="mt-px text-running" />
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere] whitespace-pre-wrap">
          <b>Waits for input</b>
          {request !== null && request.message !== '' ? (
            <>: {visibleText(request.message)}</>
          ) : (
            !isListed && <span className="text-muted">. It did not say what for.</span>
          )}
        </span>
      </h3>
      {against.input === null ? (
        // Another question begins with an empty form.
        <InputForm key={request?.fromSeq ?? 0} schema={request?.schema ?? null} label="Answer" />
      ) : (
        <p className="text-text-2">It cannot be answered from here: {lowerFirst(against.input)}</p>
      )}
    </section>
  )
}

function lowerFirst(text: string): string {
  return /^(?:A|An|The|This|It|What|There)\b/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
