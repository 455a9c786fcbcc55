'use client'

import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { Dialog } from '#components/ui/dialog.tsx'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { InputForm } from './input-form.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

type Asked = 'cancel' | 'stop' | 'input'

const AskContext = createContext<((what: Asked) => void) | null>(null)

/** Opens the window of an action; one that cannot be done says why instead. */
export function useRunActions() {
  const ask = use(AskContext)
  const { store } = usePlayerParts()
  const actions = usePlayer((state) => state.related?.actions)
  const against = { cancel: actions?.cancel ?? null, input: actions?.input ?? null }
  return {
    /** Null where it can be tried, else why it cannot. */
    against,
    cancel: () => (against.cancel === null ? ask?.('cancel') : store.say(against.cancel)),
    sendInput: () => (against.input === null ? ask?.('input') : store.say(against.input)),
    stopRecording: () => ask?.('stop'),
  }
}

/** The windows in which a run is acted on: whether to cancel it, to stop recording it, and what to send it. */
export function RunActions({ children }: { children: ReactNode }) {
  const { store, source } = usePlayerParts()
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = useMemo(() => () => setAsked(null), [])
  return (
    <AskContext value={setAsked}>
      {children}
      <ConfirmDialog
        open={asked === 'cancel'}
        onClose={close}
        title="Cancel this run?"
        description="The upstream is asked to end the run itself. That cannot be taken back. What was recorded stays."
        keep="Let it run"
        label="Cancel the run"
        act={async () => {
          store.acted(
            await source.cancel(),
            'The upstream took the request to cancel. What comes of it will appear as frames.',
          )
        }}
      />
      <ConfirmDialog
        open={asked === 'stop'}
        onClose={close}
        title="Stop recording?"
        description="The run itself goes on upstream. What was recorded stays; what comes after this is not recorded."
        keep="Go on recording"
        label="Stop recording"
        act={() => source.stopRecording()}
      />
      <Dialog
        open={asked === 'input'}
        onClose={close}
        title="Send input"
        description="The run takes input while it runs. What comes of it appears as frames."
      >
        <InputForm schema={null} label="Input" onSent={close} />
      </Dialog>
    </AskContext>
  )
}
