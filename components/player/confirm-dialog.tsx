'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

/** Asks once before something is done. A refusal stays in the window, in the words it was given. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  description,
  keep,
  label,
  act,
}: {
  open: boolean
  onClose: () => void
  title: string
  description: string
  /** What the button says that does nothing, and the one that does it. */
  keep: string
  label: string
  act: () => Promise<void>
}) {
  const [state, setState] = useState<{ name: 'asking' } | { name: 'acting' } | { name: 'refused'; words: string }>({
    name: 'asking',
  })
  const close = () => {
    setState({ name: 'asking' })
    onClose()
  }
  const run = () => {
    setState({ name: 'acting' })
    act().then(close, (error: unknown) =>
      setState({ name: 'refused', words: error instanceof Error ? error.message : String(error) }),
    )
  }
  return (
    <Dialog open={open} onClose={close} title={title} description={description}>
      {state.name === 'refused' && (
        <p role="alert" className="mb-3 [overflow-wrap:anywhere] text-error first-letter:uppercase">
          {state.words}
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{keep}</Button>
        <Button variant="danger" icon="stop" disabled={state.name === 'acting'} onClick={run}>
          {state.name === 'acting' ? 'Asking …' : label}
        </Button>
      </div>
    </Dialog>
  )
}
