'use client'

import { useEffect, useRef } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { signInAgain } from '#components/ui/sign-in-again.ts'

/** Ends the session and leads to the sign-in page, in every tab of this browser: streams that are open end with them. */
export function SignOut({ className }: { className?: string | undefined }) {
  const tabs = useRef<BroadcastChannel | null>(null)
  useEffect(() => {
    const channel = new BroadcastChannel('runtape-signed-out')
    channel.addEventListener('message', signInAgain)
    tabs.current = channel
    return () => channel.close()
  }, [])
  return (
    <button
      type="button"
      title="Sign out"
      aria-label="Sign out"
      className={className}
      onClick={() => {
        void fetch('/api/session', { method: 'DELETE' }).finally(() => {
          tabs.current?.postMessage(null)
          location.assign('/sign-in')
        })
      }}
    >
      <Icon name="sign-out" />
    </button>
  )
}
