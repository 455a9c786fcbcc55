'use client'

import { useMemo, useState, type KeyboardEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import {
  answerFault,
  answerForm,
  byteLength,
  fieldsContent,
  inputLimitBytes,
  sizeWords,
  type AnswerField,
  type Choice,
} from './answer-form.ts'
import { usePlayerParts } from './use-player.ts'

type Sending = { name: 'idle' } | { name: 'sending' } | { name: 'refused'; words: string }

const taken = 'The upstream took the input. What comes of it will appear as frames.'
const mostButtons = 6

/** Gives the run an input, in the form in which it was asked for or in words. Ctrl+Enter sends. */
export function InputForm({ schema, label, onSent }: { schema: string | null; label: string; onSent?: () => void }) {
  const { store, source } = usePlayerParts()
  const asked = useMemo(() => answerForm(schema), [schema])
  const [inWords, setInWords] = useState(false)
  const [text, setText] = useState('')
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [sending, setSending] = useState<Sending>({ name: 'idle' })
  const form = inWords ? ({ name: 'text' } as const) : asked
  const content = form.name === 'fields' ? fieldsContent(form.fields, values) : text
  const bytes = byteLength(content)

  const send = (given: string) => {
    setSending({ name: 'sending' })
    source.input(given).then(
      (run) => {
        setSending({ name: 'idle' })
        setText('')
        setValues({})
        store.acted(run, taken)
        onSent?.()
      },
      (error: unknown) =>
        setSending({ name: 'refused', words: error instanceof Error ? error.message : String(error) }),
    )
  }
  const submit = () => {
    if (sending.name === 'sending') return
    const fault = answerFault(form, content, values)
    if (fault === null) send(content)
    else setSending({ name: 'refused', words: fault })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  }
  return (
    <form
      className="grid gap-2"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {form.name === 'choices' && form.choices.length <= mostButtons ? (
        <div role="group" aria-label={label} className="flex flex-wrap gap-1.5">
          {form.choices.map((choice) => (
            <Button
              key={choice.content}
              className="max-w-full"
              disabled={sending.name === 'sending'}
              onClick={() => send(choice.content)}
            >
              <span className="truncate">{choice.label}</span>
            </Button>
          ))}
        </div>
      ) : form.name === 'choices' ? (
        <ChoiceSelect label={label} choices={form.choices} value={text} onChange={setText} />
      ) : form.name === 'fields' ? (
        <div className="grid gap-2 sm:grid-cols-2">
          {form.fields.map((one) => (
            <FieldControl
              key={one.name}
              field={one}
              value={values[one.name] ?? ''}
              onChange={(value) => setValues({ ...values, [one.name]: value })}
            />
          ))}
        </div>
      ) : (
        <Textarea
          placeholder="In your own words"
          aria-label={label}
          rows={3}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {sending.name === 'refused' && (
        <p role="alert" className="[overflow-wrap:anywhere] text-error first-letter:uppercase">
          {sending.words}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {asked.name !== 'text' && (
          <button type="button" className="text-xs text-muted hover:text-text" onClick={() => setInWords(!inWords)}>
            {inWords ? 'Answer as it was asked' : 'Answer in words'}
          </button>
        )}
        <span className="flex-1" />
        {sizeWords(bytes) !== null && (
          <span className={bytes > inputLimitBytes ? 'text-xs text-error' : 'text-xs text-muted'}>
            {sizeWords(bytes)}
          </span>
        )}
        {(form.name !== 'choices' || form.choices.length > mostButtons) && (
          <>
            <span className="text-xs text-muted max-md:hidden">
              <Kbd>Ctrl</Kbd> <Kbd>↵</Kbd>
            </span>
            <Button type="submit" variant="primary" disabled={sending.name === 'sending' || bytes > inputLimitBytes}>
              {sending.name === 'sending' ? 'Sending …' : 'Send'}
            </Button>
          </>
        )}
      </div>
    </form>
  )
}

function FieldControl({
  field,
  value,
  onChange,
}: {
  field: AnswerField
  value: string
  onChange: (value: string) => void
}) {
  const { label, help, required, type } = field
  return (
    <Field label={label} help={help} optional={!required}>
      {type === 'choice' || type === 'boolean' ? (
        <Select aria-required={required} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="" />
          {(type === 'boolean' ? yesOrNo : field.choices).map((choice) => (
            <option key={choice.content} value={choice.content}>
              {choice.label}
            </option>
          ))}
        </Select>
      ) : (
        <Input
          aria-required={required}
          inputMode={type === 'number' ? 'decimal' : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

const yesOrNo: readonly Choice[] = [
  { label: 'Yes', content: 'true' },
  { label: 'No', content: 'false' },
]

function ChoiceSelect({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: readonly Choice[]
  value: string
  onChange: (value: string) => void
}) {
  return (
    <Select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="" />
      {choices.map((choice) => (
        <option key={choice.content} value={choice.content}>
          {choice.label}
        </option>
      ))}
    </Select>
  )
}
