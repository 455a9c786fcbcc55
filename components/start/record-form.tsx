'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Run, type RecordInput } from '#lib/api/run.ts'
import type { Source } from '#lib/api/source.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { callApi, CallError } from '#components/ui/call-api.ts'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { recordErrors, recordInput, type RecordErrors } from './record-draft.ts'
import { useRecordDraft } from './use-record-draft.ts'
import { watchables, type Watchable } from './watchable.ts'

/** Records a run that exists upstream already, by its id there. */
export function RecordForm({ source, dialect }: { source: Source; dialect: Dialect }) {
  const streams = watchables(dialect, source.settings)
  const [first] = streams
  if (first) return <Form source={source} streams={[first, ...streams.slice(1)]} />
  const hasTemplate = dialect.settings.includes('paths')
  return (
    <Notice tone="idle">
      <p>
        {hasTemplate
          ? 'This source cannot watch a run by its id until its settings say at which path a run’s stream is.'
          : `No stream of ${dialect.label} can be watched by a run’s id.`}
      </p>
      {hasTemplate && (
        <ButtonLink href={`/sources?edit=${source.slug}`} className="mt-2">
          Edit the source
        </ButtonLink>
      )}
    </Notice>
  )
}

function Form({ source, streams }: { source: Source; streams: readonly [Watchable, ...Watchable[]] }) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const { draft, change } = useRecordDraft(source.slug)
  const [errors, setErrors] = useState<RecordErrors>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const stream = streams.find(({ surface }) => surface.name === draft.surface) ?? streams[0]
  useKeys('Record a run', [
    {
      keys: ['Mod+Enter'],
      label: 'Record and watch',
      foot: 'record',
      inFields: true,
      run: () => form.current?.requestSubmit(),
    },
  ])
  const show = (found: RecordErrors, words: string | null) => {
    flushSync(() => {
      setBusy(false)
      setErrors(found)
      setFailure(words)
    })
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }
  const record = async () => {
    if (busy) return
    const missing = recordErrors(draft, stream)
    if (Object.keys(missing).length > 0) return show(missing, null)
    setErrors({})
    setFailure(null)
    setBusy(true)
    const body: RecordInput = recordInput(source.slug, draft, stream)
    try {
      const run = await callApi('/api/v1/runs', Run, { method: 'POST', body })
      router.push(`/runs/${run.id}`)
    } catch (error) {
      const places = error instanceof CallError ? error.fields : []
      show(
        Object.fromEntries(places.map(({ path, message }) => [path, message])),
        places.some(({ path }) => path in draft) ? null : error instanceof Error ? error.message : String(error),
      )
    }
  }
  const text = (name: 'upstreamRunId' | 'agentId' | 'threadId') => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => {
      change({ [name]: event.target.value })
      setErrors((before) => ({ ...before, [name]: undefined }))
    },
  })
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void record()
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="Run id upstream"
          error={errors.upstreamRunId}
          help="Recorded from its start, as far back as the source still has it."
          className={streams.length === 1 ? 'sm:col-span-2' : undefined}
        >
          <Input mono aria-required {...text('upstreamRunId')} />
        </Field>
        {streams.length > 1 && (
          <Field label="Stream" help="Each of a run’s streams is a recording of its own.">
            <Select value={stream.surface.name} onChange={(event) => change({ surface: event.target.value })}>
              {streams.map(({ surface }) => (
                <option key={surface.name} value={surface.name}>
                  {surface.label}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <Field
          label="Agent"
          optional={!stream.needsAgent}
          error={errors.agentId}
          help={stream.needsAgent ? 'Its id upstream.' : 'How lists name the run.'}
        >
          <Input aria-required={stream.needsAgent} {...text('agentId')} />
        </Field>
        <Field
          label="Thread or session"
          optional={!stream.needsThread}
          error={errors.threadId}
          help="Its id upstream, where the stream does not tell it."
        >
          <Input mono aria-required={stream.needsThread} {...text('threadId')} />
        </Field>
      </div>
      {failure && <Notice>{failure}</Notice>}
      <div className="mt-1 flex flex-wrap items-center justify-end gap-3">
        <span className="basis-full text-muted sm:flex-1 sm:basis-40">
          Recording the same run twice gives the same run.
        </span>
        <Button type="submit" variant="primary" size="lg" disabled={busy}>
          {busy ? 'Opening…' : 'Record and watch'}
        </Button>
      </div>
    </form>
  )
}
