'use client'

import { useEffect, useState } from 'react'
import { Button, type ButtonLook } from './button.tsx'
import { copyText } from './copy-text.ts'

/** Copies a text and says so, but only once it is really on the clipboard. */
export function CopyButton({
  text,
  label = 'Copy',
  iconOnly = false,
  ...look
}: ButtonLook & {
  text: string | (() => string | Promise<string>)
  label?: string | undefined
  iconOnly?: boolean | undefined
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const words = { idle: label, copied: 'Copied', failed: 'Select and copy by hand' }[state]
  return (
    <Button
      {...look}
      icon={state === 'copied' ? 'check' : 'copy'}
      aria-label={iconOnly ? words : undefined}
      onClick={() => {
        copyText(typeof text === 'string' ? text : text()).then(
          (done) => setState(done ? 'copied' : 'failed'),
          () => setState('failed'),
        )
      }}
    >
      {iconOnly ? undefined : words}
    </Button>
  )
}
