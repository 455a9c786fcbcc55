'use client'

import type { Operation } from '#lib/dialects/dialect.ts'
import { Field, Input } from '#components/ui/field.tsx'
import { More } from './more.tsx'
import { labelsOf, type StartDraft } from './start-draft.ts'

const labels = { agent: 'Agent', model: 'Model' }

/** What a run is to be known by here: names for lists, and the key that makes a start one. */
export function LabelFields({
  operation,
  draft,
  error,
  onChange,
}: {
  operation: Operation
  draft: StartDraft
  error: string | undefined
  onChange: (part: Partial<StartDraft>) => void
}) {
  const names = labelsOf(operation)
  return (
    <More
      label={names.length > 0 ? 'Labels and idempotency key' : 'Idempotency key'}
      isFilled={draft.idempotencyKey !== '' || names.some((name) => draft[name] !== '')}
      isNeeded={error !== undefined}
    >
      {names.map((name) => (
        <Field
          key={name}
          label={labels[name]}
          optional
          help={name === 'agent' ? 'How lists name the run.' : undefined}
          className={names.length === 1 ? 'sm:col-span-2' : undefined}
        >
          <Input
            name={`label-${name}`}
            value={draft[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
          />
        </Field>
      ))}
      <Field
        label="Idempotency key"
        optional
        className="sm:col-span-2"
        error={error}
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
          onChange={(event) => onChange({ idempotencyKey: event.target.value })}
        />
      </Field>
    </More>
  )
}
