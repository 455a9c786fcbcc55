'use client'

import { useRouter } from 'next/navigation'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Run } from '#lib/api/run.ts'
import type { Source } from '#lib/api/source.ts'
import type { Operation, OperationField } from '#lib/dialects/dialect.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import { callApi, CallError } from '#components/ui/call-api.ts'
import { Field, Textarea } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { fieldSpans, splitFields } from './field-spans.ts'
import { LabelFields } from './label-fields.tsx'
import { More } from './more.tsx'
import { OperationControl } from './operation-field.tsx'
import { fieldText, startField, startInput, takesRawBody, type StartErrors } from './start-draft.ts'
import { useStartDraft } from './use-start-draft.ts'

/** The form of one operation. Sending it starts a run upstream, and opens its page while it streams. */
export function StartForm({ source, operation }: { source: Source; operation: Operation }) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const { draft, change, clear, started } = useStartDraft(source.slug, operation)
  const [errors, setErrors] = useState<StartErrors>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useKeys('Start a run', [
    {
      keys: ['Mod+Enter'],
      label: 'Start and watch',
      foot: 'start',
      inFields: true,
      run: () => form.current?.requestSubmit(),
    },
  ])
  const forgive = (name: string) => setErrors((before) => ({ ...before, [name]: undefined }))
  const setValue = (name: string, value: string) => {
    change({ values: { ...draft.values, [name]: value } })
    forgive(name)
  }
  // Shown at once, so that the first one can take the focus.
  const show = (found: StartErrors, words: string | null) => {
    flushSync(() => {
      setBusy(false)
      setErrors(found)
      setFailure(words)
    })
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }
  const start = async () => {
    if (busy) return
    const result = startInput(source.slug, operation, draft)
    if ('errors' in result) return show(result.errors, null)
    setErrors({})
    setFailure(null)
    setBusy(true)
    try {
      const run = await callApi('/api/v1/runs/start', Run, { method: 'POST', body: result.input })
      started(run.id)
      router.push(`/runs/${run.id}`)
    } catch (error) {
      const places = error instanceof CallError ? error.fields : []
      const placed = places.flatMap(({ path, message }) => {
        const field = startField(path, operation)
        return field ? [[field, message] as const] : []
      })
      const isPlaced = placed.length > 0 && placed.length === places.length
      show(Object.fromEntries(placed), isPlaced ? null : error instanceof Error ? error.message : String(error))
    }
  }
  const { main, more } = splitFields(operation.fields)
  const controls = (fields: readonly OperationField[], saysOptional: boolean) =>
    fieldSpans(fields).map(({ field, isWide }) => (
      <OperationControl
        key={field.name}
        field={field}
        isWide={isWide}
        saysOptional={saysOptional}
        value={fieldText(field, draft)}
        error={errors[field.name]}
        onChange={(value) => setValue(field.name, value)}
      />
    ))
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      {draft.startedRun && (
        <Notice tone="ok">
          <Link href={`/runs/${draft.startedRun}`} className="text-accent underline underline-offset-2">
            This run
          </Link>{' '}
          was started with what stands here. Starting again sends it once more.
        </Notice>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        {controls(main, true)}
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
              onChange={(event) => {
                change({ body: event.target.value })
                forgive('body')
              }}
            />
          </Field>
        )}
      </div>
      {more.length > 0 && (
        <More
          label={`Optional: ${listed(more.map(({ label }) => label))}`}
          isNeeded={more.some((field) => errors[field.name] !== undefined)}
          isFilled={more.some((field) => fieldText(field, draft) !== '')}
        >
          {controls(more, false)}
        </More>
      )}
      <LabelFields
        operation={operation}
        draft={draft}
        error={errors['idempotencyKey']}
        onChange={(part) => {
          change(part)
          forgive('idempotencyKey')
        }}
      />
      {failure && <Notice>{failure}</Notice>}
      <div className="mt-1 flex flex-wrap items-center justify-end gap-3">
        <span className="basis-full text-muted sm:flex-1 sm:basis-40">
          Recorded from its first byte, whether or not anyone watches.
        </span>
        <Button
          variant="bare"
          size="lg"
          onClick={() => {
            clear()
            setErrors({})
            setFailure(null)
          }}
        >
          Clear
        </Button>
        <Button type="submit" variant="primary" size="lg" icon="play" disabled={busy}>
          {busy ? 'Starting…' : 'Start and watch'}
        </Button>
      </div>
    </form>
  )
}

function listed(labels: readonly string[]): string {
  const shown = labels.length > 4 ? labels.slice(0, 3) : labels
  const rest = labels.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
