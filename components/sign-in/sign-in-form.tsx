'use client'

import { useState } from 'react'
import { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { Field, Input } from '#components/ui/field.tsx'
import { Mark } from '#components/ui/icon.tsx'

/** Exchanges the key for a session, then opens the page that was asked for. */
export function SignInForm({ next }: { next: string }) {
  const [key, setKey] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const signIn = async () => {
    setBusy(true)
    setError(null)
    try {
      await callApi('/api/session', z.unknown(), { method: 'POST', body: { key: key.trim() } })
      location.assign(next)
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown))
      setBusy(false)
    }
  }
  return (
    <form
      className="grid w-full max-w-[360px] gap-4 rounded-dialog border border-hairline bg-surface p-6"
      onSubmit={(event) => {
        event.preventDefault()
        void signIn()
      }}
    >
      <div className="flex items-center gap-2">
        <Mark />
        <h1 className="text-lg font-semibold">Sign in to Runtape</h1>
      </div>
      <Field
        label="API key"
        error={error}
        help={
          <>
            The value of <code>RUNTAPE_API_KEY</code> that this server was started with.
          </>
        }
      >
        <Input
          mono
          required
          autoFocus
          type="password"
          name="key"
          autoComplete="current-password"
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}
