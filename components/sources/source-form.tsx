'use client'

import { useState, type ReactNode } from 'react'
import { Source } from '#lib/api/source.ts'
import { Button } from '#components/ui/button.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { DialectChoice } from './dialect-choice.tsx'
import { placeErrors, type DraftErrors } from './draft-errors.ts'
import { agentsError, reconnects, shownSettings } from './draft-settings.ts'
import { HeaderRows } from './header-rows.tsx'
import { SettingFields } from './setting-fields.tsx'
import { draftOf, emptyDraft, sourceInput, sourcePatch, strayingSecrets, type SourceDraft } from './source-draft.ts'

const givenForAnother = 'Was given for another address: give it again, or choose None.'

/** The form that adds a source, or changes one. What the server refuses is said at its field. */
export function SourceForm({
  source,
  submit,
  footer,
  onDialect,
  onSaved,
}: {
  /** The source to change; without one a source is added. */
  source?: Source | undefined
  submit: string
  footer?: ReactNode
  onDialect?: (dialect: string) => void
  onSaved: (source: Source) => void
}) {
  const [draft, setDraft] = useState<SourceDraft>(() => (source ? draftOf(source) : emptyDraft()))
  const [refused, setRefused] = useState<DraftErrors>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [saving, setSaving] = useState(false)
  const change = (part: Partial<SourceDraft>) => setDraft((before) => ({ ...before, ...part }))
  const stray = source && strayingSecrets(draft, source)
  const errors: DraftErrors = {
    ...refused,
    ...(stray?.credential && { credentialValue: givenForAnother }),
    ...(stray?.headers && { headers: 'Were given for another address: replace them.' }),
  }
  const save = async () => {
    setRefused({})
    setFailure(null)
    const agents = shownSettings(draft).includes('agents') ? agentsError(draft.agents) : null
    if (agents !== null) return setRefused({ agents })
    if (stray?.credential || stray?.headers) {
      return setFailure('Stored secrets do not move to another address: give them again, or remove them.')
    }
    setSaving(true)
    try {
      onSaved(
        source
          ? await callApi(`/api/v1/sources/${source.slug}`, Source, {
              method: 'PATCH',
              body: sourcePatch(draft, source),
            })
          : await callApi('/api/v1/sources', Source, { method: 'POST', body: sourceInput(draft) }),
      )
    } catch (error) {
      const { placed, rest } = placeErrors(error)
      setRefused(placed)
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
      {source === undefined && (
        <DialectChoice
          value={draft.dialect}
          onChange={(dialect) => {
            change({ dialect })
            onDialect?.(dialect)
          }}
        />
      )}
      <div className="grid gap-3 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <Field
          label="Name"
          optional={!source}
          error={errors.name}
          help={source ? undefined : 'Its host, if left empty.'}
        >
          <Input
            required={source !== undefined}
            maxLength={80}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <CredentialFields draft={draft} stored={source?.credential ?? null} errors={errors} onChange={change} />
      </div>
      <SettingFields draft={draft} errors={errors} onChange={change} />
      <details open={source !== undefined || Boolean(errors.headers || errors.idleSeconds)}>
        <summary className="w-fit rounded-chip text-text-2 hover:text-text">More settings</summary>
        <div className="grid gap-3 pt-3">
          {reconnects(draft) && (
            <Field label="Reconnect after silence" optional help="Seconds, 5 or more." error={errors.idleSeconds}>
              <Input
                type="number"
                className="sm:max-w-50"
                min={5}
                max={86_400}
                value={draft.idleSeconds}
                onChange={(event) => change({ idleSeconds: event.target.value })}
              />
            </Field>
          )}
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
