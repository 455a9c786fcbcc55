'use client'

import { useState, type ReactNode } from 'react'
import { Source } from '#lib/api/source.ts'
import { Button } from '#components/ui/button.tsx'
import { callApi, CallError } from '#components/ui/call-api.ts'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { DialectChoice } from './dialect-choice.tsx'
import { HeaderRows } from './header-rows.tsx'
import {
  draftField,
  draftOf,
  emptyDraft,
  sourceInput,
  sourcePatch,
  type DraftField,
  type SourceDraft,
} from './source-draft.ts'

/** The form that adds a source, or changes one. What the server refuses is said at its field. */
export function SourceForm({
  source,
  submit,
  footer,
  onSaved,
}: {
  /** The source to change; without one a source is added. */
  source?: Source | undefined
  submit: string
  footer?: ReactNode
  onSaved: (source: Source) => void
}) {
  const [draft, setDraft] = useState<SourceDraft>(() => (source ? draftOf(source) : emptyDraft('modus')))
  const [errors, setErrors] = useState<Partial<Record<DraftField, string>>>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const change = (part: Partial<SourceDraft>) => setDraft((before) => ({ ...before, ...part }))
  const save = async () => {
    setSaving(true)
    setErrors({})
    setFailure(null)
    try {
      onSaved(
        source
          ? await callApi(`/api/v1/sources/${source.slug}`, Source, { method: 'PATCH', body: sourcePatch(draft) })
          : await callApi('/api/v1/sources', Source, { method: 'POST', body: sourceInput(draft) }),
      )
    } catch (error) {
      const { placed, rest } = placeErrors(error)
      setErrors(placed)
      setFailure(rest)
    } finally {
      setSaving(false)
    }
  }
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field label="Base URL" error={errors.baseUrl}>
        <Input
          mono
          required
          type="url"
          inputMode="url"
          placeholder="https://agents.example.com"
          value={draft.baseUrl}
          onChange={(event) => change({ baseUrl: event.target.value })}
        />
      </Field>
      {source === undefined && <DialectChoice value={draft.dialect} onChange={(dialect) => change({ dialect })} />}
      <Field label="Name" optional={!source} error={errors.name} help={source ? undefined : 'Its host, if left empty.'}>
        <Input
          required={source !== undefined}
          maxLength={80}
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <CredentialFields draft={draft} stored={source?.credential ?? null} errors={errors} onChange={change} />
      {draft.dialect === 'generic' && <GenericFields draft={draft} errors={errors} onChange={change} />}
      <details open={source !== undefined || Boolean(errors.headers || errors.apiBaseUrl || errors.idleSeconds)}>
        <summary className="w-fit rounded-chip text-text-2 hover:text-text">More settings</summary>
        <div className="grid gap-3 pt-3">
          <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_200px]">
            <Field
              label="API base URL"
              optional
              help="If the API has another host than its streams."
              error={errors.apiBaseUrl}
            >
              <Input
                mono
                type="url"
                value={draft.apiBaseUrl}
                onChange={(event) => change({ apiBaseUrl: event.target.value })}
              />
            </Field>
            <Field label="Reconnect after silence" optional help="Seconds, 5 or more." error={errors.idleSeconds}>
              <Input
                type="number"
                min={5}
                max={86_400}
                value={draft.idleSeconds}
                onChange={(event) => change({ idleSeconds: event.target.value })}
              />
            </Field>
          </div>
          <HeaderRows
            headers={draft.headers}
            stored={source?.headerNames ?? []}
            error={errors.headers}
            onChange={(headers) => change({ headers })}
          />
        </div>
      </details>
      {failure && <Notice>{failure}</Notice>}
      <div className="mt-1 flex items-center gap-3">
        <span className="min-w-0 flex-1 text-muted">{footer}</span>
        <Button type="submit" variant="primary" size="lg" disabled={saving}>
          {saving ? 'Saving…' : submit}
        </Button>
      </div>
    </form>
  )
}

function GenericFields({
  draft,
  errors,
  onChange,
}: {
  draft: SourceDraft
  errors: Partial<Record<DraftField, string>>
  onChange: (change: Partial<SourceDraft>) => void
}) {
  return (
    <>
      <Field
        label="Watch path"
        optional
        help={
          <>
            Streams a run by its id, such as <code>/runs/{'{runId}'}/stream</code>.
          </>
        }
        error={errors.watch}
      >
        <Input mono value={draft.watch} onChange={(event) => onChange({ watch: event.target.value })} />
      </Field>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 size-3.5 accent-accent"
          checked={draft.resumeById}
          onChange={(event) => onChange({ resumeById: event.target.checked })}
        />
        <span>
          Resume by id
          <span className="block text-xs text-muted">
            Sends Last-Event-ID after a break. Without it the end of a connection is the end of the run.
          </span>
        </span>
      </label>
    </>
  )
}

function placeErrors(error: unknown): { placed: Partial<Record<DraftField, string>>; rest: string | null } {
  if (!(error instanceof CallError)) return { placed: {}, rest: error instanceof Error ? error.message : String(error) }
  const placed: Partial<Record<DraftField, string>> = {}
  const rest: string[] = []
  for (const { path, message } of error.fields) {
    const field = draftField(path)
    if (field) placed[field] ??= message
    else rest.push(path ? `${path}: ${message}` : message)
  }
  if (rest.length > 0) return { placed, rest: rest.join('; ') }
  return { placed, rest: Object.keys(placed).length > 0 ? null : error.message }
}
