'use client'

import type { ReactNode } from 'react'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import type { SettingName } from '#lib/api/source.ts'
import type { DraftErrors } from './draft-errors.ts'
import { agentIds, draftSettings, shownSettings } from './draft-settings.ts'
import { missingForLists } from './missing-settings.ts'
import type { SourceDraft } from './source-draft.ts'

type Change = (change: Partial<SourceDraft>) => void

type Control = (props: { draft: SourceDraft; errors: DraftErrors; onChange: Change }) => ReactNode

/** In the order of the form; which of them it has, its dialect says. */
const controls: Readonly<Record<SettingName, Control>> = {
  apiBaseUrl: ({ draft, errors, onChange }) => (
    <Field
      label="API address"
      optional
      help="Where lists and usage live, with its path, if that is another address."
      error={errors.apiBaseUrl}
    >
      <Input
        mono
        type="url"
        inputMode="url"
        placeholder="https://api.example.com/api/v1"
        value={draft.apiBaseUrl}
        onChange={(event) => onChange({ apiBaseUrl: event.target.value })}
      />
    </Field>
  ),
  paths: ({ draft, errors, onChange }) => (
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
  ),
  resumeById: ({ draft, errors, onChange }) => (
    <Switch
      label="Resume by id"
      help="Sends Last-Event-ID after a break. Without it the end of a connection is the end of the run."
      error={errors.resumeById}
      checked={draft.resumeById}
      onChange={(resumeById) => onChange({ resumeById })}
    />
  ),
  singleUseToken: ({ draft, errors, onChange }) => (
    <Switch
      label="Fetch a single-use token for each stream"
      help="Where streams do not take the credential itself. The token is used once and kept nowhere."
      error={errors.singleUseToken}
      checked={draft.singleUseToken}
      onChange={(singleUseToken) => onChange({ singleUseToken })}
    />
  ),
  discover: ({ draft, errors, onChange }) => (
    <Switch
      label="Find runs by itself"
      help="Active runs are recorded, ended ones listed."
      warning={missingWords(draft)}
      error={errors.discover}
      checked={draft.discover}
      onChange={(discover) => onChange({ discover })}
    />
  ),
  agents: ({ draft, errors, onChange }) => (
    <Field
      label="Agents"
      error={errors.agents}
      help={`One id a line: those whose runs are listed. ${counted(draft.agents)}`}
    >
      <Textarea
        mono
        rows={3}
        value={draft.agents}
        placeholder={'agent-one\nagent-two'}
        onChange={(event) => onChange({ agents: event.target.value })}
      />
    </Field>
  ),
}

/** The settings of a source that its dialect reads, one control each. */
export function SettingFields({
  draft,
  errors,
  onChange,
}: {
  draft: SourceDraft
  errors: DraftErrors
  onChange: Change
}) {
  const shown = shownSettings(draft)
  const names = (Object.keys(controls) as SettingName[]).filter((name) => shown.includes(name))
  return names.map((name) => {
    // Which agents are listed is asked for once anything is to be found.
    const isIdle = name === 'agents' && shown.includes('discover') && !draft.discover && draft.agents === ''
    if (isIdle) return null
    const Control = controls[name]
    return <Control key={name} draft={draft} errors={errors} onChange={onChange} />
  })
}

function Switch({
  label,
  help,
  warning = null,
  error,
  checked,
  onChange,
}: {
  label: string
  help: string
  warning?: string | null
  error: string | undefined
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        className="mt-0.5 size-3.5 flex-none accent-accent pointer-coarse:size-5"
        aria-invalid={error ? true : undefined}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {label}
        <span className={error ? 'block text-xs text-error first-letter:uppercase' : 'block text-xs text-muted'}>
          {error ?? help}
        </span>
        {warning && <span className="block text-xs text-stall">{warning}</span>}
      </span>
    </label>
  )
}

/** What stands in the way of finding runs, once that is asked for. */
function missingWords(draft: SourceDraft): string | null {
  const missing = draft.discover ? missingForLists(draft.dialect, draftSettings(draft)) : null
  return missing && `Needs ${missing}; until then no list is read.`
}

function counted(text: string): string {
  const { length } = agentIds(text)
  return length === 0 ? '' : length === 1 ? '1 agent.' : `${length} agents.`
}
