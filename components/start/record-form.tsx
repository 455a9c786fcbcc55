'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Run, type RecordInput } from '#lib/api/run.ts'
import type { Source } from '#lib/api/source.ts'
import { Button } from '#components/ui/button.tsx'
import { callApi, CallError } from '#components/ui/call-api.ts'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'

/** Records a run that exists upstream already, by its id there. */
export function RecordForm({ source }: { source: Source }) {
  const router = useRouter()
  const [upstreamRunId, setUpstreamRunId] = useState('')
  const [agent, setAgent] = useState('')
  const [error, setError] = useState<{ field: string | null; message: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const record = async () => {
    if (!upstreamRunId.trim()) return setError({ field: 'upstreamRunId', message: 'Required.' })
    setBusy(true)
    setError(null)
    const body: RecordInput = {
      source: source.slug,
      upstreamRunId: upstreamRunId.trim(),
      ...(agent.trim() ? { agentId: agent.trim() } : {}),
    }
    try {
      const run = await callApi('/api/v1/runs', Run, { method: 'POST', body })
      return router.push(`/runs/${run.id}`)
    } catch (thrown) {
      const field = thrown instanceof CallError ? thrown.fields[0] : undefined
      setBusy(false)
      return setError({
        field: field?.path ?? null,
        message: field?.message ?? (thrown instanceof Error ? thrown.message : String(thrown)),
      })
    }
  }
  const fieldError = error?.field === 'upstreamRunId' ? error.message : null
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void record()
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="Run id upstream"
          error={fieldError}
          help="From its start, as far back as the source still has it."
        >
          <Input mono aria-required value={upstreamRunId} onChange={(event) => setUpstreamRunId(event.target.value)} />
        </Field>
        <Field label="Agent" optional help="How lists name the run.">
          <Input value={agent} onChange={(event) => setAgent(event.target.value)} />
        </Field>
      </div>
      {error && !fieldError && <Notice>{error.message}</Notice>}
      <div className="mt-1 flex items-center gap-3">
        <span className="flex-1 text-muted">Recording the same run twice gives the same run.</span>
        <Button type="submit" variant="primary" size="lg" disabled={busy}>
          {busy ? 'Opening…' : 'Record and watch'}
        </Button>
      </div>
    </form>
  )
}
