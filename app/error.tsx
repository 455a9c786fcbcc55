'use client'

import { useRouter } from 'next/navigation'
import { startTransition } from 'react'
import { Page } from '#components/shell/page.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

/** A page that could not be made. The digest finds the cause in the server's log. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter()
  const again = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  return (
    <Page title="Not available">
      <main className="overflow-y-auto">
        <EmptyState
          title="This page could not be loaded"
          actions={
            <Button variant="primary" size="lg" icon="refresh" onClick={again}>
              Try again
            </Button>
          }
        >
          <p>Most often the database is away for a moment. Recorders keep what they read meanwhile.</p>
          <p>
            Without <code>RUNTAPE_API_KEY</code>, Runtape answers only as localhost: behind another name, set a key.
          </p>
          {error.digest && (
            <p className="text-muted">
              In the server’s log: <code>{error.digest}</code>
            </p>
          )}
        </EmptyState>
      </main>
    </Page>
  )
}
