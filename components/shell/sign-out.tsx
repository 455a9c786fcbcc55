'use client'

import { useEffect, type ReactNode } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { signInAgain } from '#components/ui/sign-in-again.ts'

let channel: BroadcastChannel | undefined

/** The other tabs of this browser. One object a tab, however many buttons it has: what it says it does not hear itself. */
function otherTabs(): BroadcastChannel {
  if (channel === undefined) {
    channel = new BroadcastChannel('runtape-signed-out')
    channel.addEventListener('message', signInAgain)
  }
  return channel
}

/** Ends the session and leads to the sign-in page, in every tab of this browser: streams that are open end with them. */
export function SignOut({ className, children }: { className?: string | undefined; children?: ReactNode }) {
  useEffect(() => void otherTabs(), [])
  return (
    <button
      type="button"
      title="Sign out"
      aria-label="Sign out"
      className={className}
      onClick={() => {
        void fetch('/api/session', { method: 'DELETE' }).finally(() => {
          otherTabs().postMessage(null)
          location.assign('/sign-in')
        })
      }}
    >
      <Icon name="sign-out" className={children === undefined ? undefined : 'size-5'} />
      {children}
    </button>
  )
}
