'use client'

import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import type { OperationField } from '#lib/dialects/dialect.ts'

/** One field of an operation, as its dialect describes it. */
export function OperationControl({
  field,
  isWide,
  saysOptional,
  value,
  error,
  onChange,
}: {
  field: OperationField
  isWide: boolean
  /** Whether the field itself says that it may be left out, where nothing around it does. */
  saysOptional: boolean
  value: string
  error: string | undefined
  onChange: (value: string) => void
}) {
  return (
    <Field
      label={field.label}
      help={field.help}
      error={error}
      optional={!field.required && saysOptional}
      className={isWide ? 'sm:col-span-2' : undefined}
    >
      <Control field={field} value={value} onChange={onChange} />
    </Field>
  )
}

function Control({
  field,
  value,
  onChange,
}: {
  field: OperationField
  value: string
  onChange: (value: string) => void
}) {
  const shared = { name: field.name, value, placeholder: field.placeholder, 'aria-required': field.required }
  switch (field.type) {
    case 'text':
      return <Input {...shared} autoComplete="on" onChange={(event) => onChange(event.target.value)} />
    case 'textarea':
      return <Textarea {...shared} onChange={(event) => onChange(event.target.value)} />
    case 'json':
      return <Textarea {...shared} mono rows={4} onChange={(event) => onChange(event.target.value)} />
    case 'number':
      return <Input {...shared} inputMode="decimal" onChange={(event) => onChange(event.target.value)} />
    case 'boolean':
      return (
        <Select name={field.name} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">not sent</option>
          <option value="true">yes</option>
          <option value="false">no</option>
        </Select>
      )
    case 'select':
      return (
        <Select name={field.name} value={value} onChange={(event) => onChange(event.target.value)}>
          {!field.required && <option value="">not sent</option>}
          {field.options?.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </Select>
      )
    default:
      return field.type satisfies never
  }
}
