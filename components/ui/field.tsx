'use client'

import { createContext, use, useId, type ComponentProps, type ReactNode } from 'react'
import { cx } from './cx.ts'

type FieldIds = { control: string; note: string | undefined; invalid: boolean }

const FieldContext = createContext<FieldIds | null>(null)

/** A labelled control with its help, or what was wrong with it. Holds one Input, Select or Textarea. */
export function Field({
  label,
  help,
  error,
  optional = false,
  className,
  children,
}: {
  label: string
  help?: ReactNode
  error?: string | null | undefined
  optional?: boolean | undefined
  className?: string | undefined
  children: ReactNode
}) {
  const control = useId()
  const noteId = useId()
  const note = error ?? help
  return (
    <div className={cx('grid content-start gap-1', className)}>
      <label htmlFor={control} className="text-xs text-text-2">
        {label}
        {optional && <span className="text-muted"> · optional</span>}
      </label>
      <FieldContext value={{ control, note: note ? noteId : undefined, invalid: Boolean(error) }}>
        {children}
      </FieldContext>
      {note && (
        <small id={noteId} className={cx('text-xs', error ? 'text-error first-letter:uppercase' : 'text-muted')}>
          {note}
        </small>
      )}
    </div>
  )
}

const box =
  'w-full rounded-control border border-control bg-surface px-2.5 aria-invalid:border-error disabled:bg-raised pointer-coarse:min-h-11 pointer-coarse:text-lg'

function useFieldProps() {
  const field = use(FieldContext)
  return field
    ? { id: field.control, 'aria-describedby': field.note, 'aria-invalid': field.invalid || undefined }
    : undefined
}

/** A line of text. */
export function Input({ className, mono = false, ...rest }: ComponentProps<'input'> & { mono?: boolean }) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...useFieldProps()}
      {...rest}
      className={cx(box, 'h-8', mono && 'font-mono text-xs', className)}
    />
  )
}

/** Several lines of text. */
export function Textarea({ className, mono = false, ...rest }: ComponentProps<'textarea'> & { mono?: boolean }) {
  return (
    <textarea
      rows={4}
      spellCheck={!mono}
      {...useFieldProps()}
      {...rest}
      className={cx(box, 'block resize-y py-1.5', mono && 'font-mono text-xs', className)}
    />
  )
}

/** One of a few; children are `<option>`s. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...useFieldProps()} {...rest} className={cx(box, 'h-8 pr-1', className)} />
}
