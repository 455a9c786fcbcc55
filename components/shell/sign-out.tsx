'use client'

import { Icon } from '#components/ui/icon.tsx'

/** Ends the session and leads to the sign-in page. */
export function SignOut({ className }: { className?: string | undefined }) {
  return (
    <button
      type="button"
      title="Sign out"
      aria-label="Sign out"
      className={className}
      onClick={() => {
        void fetch('/api/session', { method: 'DELETE' }).finally(() => location.assign('/sign-in'))
      }}
    >
      <Icon name="sign-out" />
    </button>
  )
}
