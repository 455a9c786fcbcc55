'use client'

import { cx } from '#components/ui/cx.ts'
import { Field, Input, Select } from '#components/ui/field.tsx'
import type { Source } from '#lib/api/source.ts'
import type { DraftErrors } from './draft-errors.ts'
import type { SourceDraft } from './source-draft.ts'

/** How requests to a source are authorized. The value is never shown again. */
export function CredentialFields({
  draft,
  stored,
  errors,
  onChange,
}: {
  draft: SourceDraft
  stored: Source['credential']
  errors: DraftErrors
  onChange: (change: Partial<SourceDraft>) => void
}) {
  const named = draft.scheme === 'header' || draft.scheme === 'query'
  const asks = named || draft.scheme === 'bearer'
  return (
    <div className={cx('grid gap-3', asks && 'sm:grid-cols-[152px_minmax(0,1fr)]')}>
      <Field label="Credential" error={asks ? undefined : errors.credentialValue}>
        <Select
          value={draft.scheme}
          onChange={(event) => onChange({ scheme: event.target.value as SourceDraft['scheme'] })}
        >
          {stored && <option value="keep">Keep: {describeCredential(stored)}</option>}
          <option value="bearer">Bearer token</option>
          <option value="header">Header</option>
          <option value="query">Query parameter</option>
          <option value="none">None</option>
        </Select>
      </Field>
      {asks && (
        <div className="grid content-start gap-3">
          {named && (
            <Field label={draft.scheme === 'header' ? 'Header name' : 'Parameter name'} error={errors.credentialName}>
              <Input
                mono
                required
                placeholder={draft.scheme === 'header' ? 'X-Api-Key' : 'api_key'}
                value={draft.credentialName}
                onChange={(event) => onChange({ credentialName: event.target.value })}
              />
            </Field>
          )}

          <Field
            label={draft.scheme === 'bearer' ? 'API key or token' : 'Value'}
            help="Write-only: encrypted now, never shown again."
            error={errors.credentialValue}
          >
            <Input
              mono
              type="password"
              autoComplete="new-password"
              required={named}
              value={draft.credentialValue}
              onChange={(event) => onChange({ credentialValue: event.target.value })}
            />
          </Field>
        </div>
      )}
    </div>
  )
}

/** A credential without its value: `bearer token`, `header X-Api-Key`. */
export function describeCredential(credential: NonNullable<Source['credential']>): string {
  if (credential.scheme === 'bearer') return 'bearer token'
  return `${credential.scheme === 'header' ? 'header' : 'parameter'} ${credential.name ?? ''}`
}
