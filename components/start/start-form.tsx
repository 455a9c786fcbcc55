'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Run } from '#lib/api/run.ts'
import type { Source } from '#lib/api/source.ts'
import type { Operation } from '#lib/dialects/dialect.ts'
import { Button } from '#components/ui/button.tsx'
import { callApi, CallError } from '#components/ui/call-api.ts'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { OperationControl } from './operation-field.tsx'
import { emptyStart, fieldText, startField, startInput, takesRawBody, type StartDraft } from './start-draft.ts'

/** The form of one operation. Sending it starts a run upstream, and opens its page while it streams. */
export function StartForm({ source, operation }: { source: Source; operation: Operation }) {
  const router = useRouter()
  const [draft, setDraft] = useState<StartDraft>(emptyStart)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const change = (part: Partial<StartDraft>) => setDraft((before) => ({ ...before, ...part }))
  const setValue = (name: string, value: string) => change({ values: { ...draft.values, [name]: value } })
  const start = async (form: HTMLFormElement) => {
    setFailure(null)
    const result = startInput(source.slug, operation, draft)
    if ('errors' in result) {
      setErrors(result.errors)
      const first = Object.keys(result.errors)[0]
      const control = first === undefined ? null : form.elements.namedItem(first)
      if (control instanceof HTMLElement) control.focus()
      return
    }
    setErrors({})
    setBusy(true)
    try {
      const run = await callApi('/api/v1/runs/start', Run, { method: 'POST', body: result.input })
      router.push(`/runs/${run.id}`)
    } catch (error) {
      const found = error instanceof CallError ? error.fields : []
      const placed = found.flatMap(({ path, message }) => {
        const field = startField(path, operation)
        return field ? [[field, message] as const] : []
      })
      setErrors(Object.fromEntries(placed))
      if (placed.length === 0) setFailure(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void start(event.currentTarget)
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {operation.fields.map((field) => (
          <OperationControl
            key={field.name}
            field={field}
            value={fieldText(field, draft)}
            error={errors[field.name]}
            onChange={(value) => setValue(field.name, value)}
          />
        ))}
        {takesRawBody(operation, draft) && (
          <Field
            label="Body"
            optional
            help="A JSON object; goes upstream as it is."
            error={errors['body']}
            className="sm:col-span-2"
          >
            <Textarea
              mono
              name="body"
              rows={6}
              placeholder='{"stream": true}'
              value={draft.body}
              onChange={(event) => change({ body: event.target.value })}
            />
          </Field>
        )}
      </div>
      <details open={errors['idempotencyKey'] !== undefined}>
        <summary className="w-fit rounded-chip text-text-2 hover:text-text">Labels and idempotency key</summary>
        <div className="grid gap-3 pt-3 sm:grid-cols-2">
          <Field label="Agent" optional help="How lists name the run.">
            <Input name="agent" value={draft.agent} onChange={(event) => change({ agent: event.target.value })} />
          </Field>
          <Field label="Model" optional>
            <Input name="model" value={draft.model} onChange={(event) => change({ model: event.target.value })} />
          </Field>
          <Field
            label="Idempotency key"
            optional
            className="sm:col-span-2"
            error={errors['idempotencyKey']}
            help={
              operation.idempotent
                ? 'The same key with the same request is one run, here and upstream.'
                : 'The same key with the same request is one run here; the upstream does not know it.'
            }
          >
            <Input
              mono
              name="idempotencyKey"
              value={draft.idempotencyKey}
              onChange={(event) => change({ idempotencyKey: event.target.value })}
            />
          </Field>
        </div>
      </details>
      {failure && <Notice>{failure}</Notice>}
      <div className="mt-1 flex items-center gap-3">
        <span className="flex-1 text-muted">Recorded from its first byte, whether or not anyone watches.</span>
        <Button type="submit" variant="primary" size="lg" icon="play" disabled={busy}>
          {busy ? 'Starting…' : 'Start and watch'}
        </Button>
      </div>
    </form>
  )
}
