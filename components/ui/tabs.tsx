'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

/** A line of tabs; panels are `TabPanel`s with the same values, anywhere inside `Tabs`. */
export function Tabs<T extends string>({
  value,
  onChange,
  className,
  children,
}: {
  value: T
  onChange: (value: T) => void
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <Base.Root value={value} onValueChange={onChange} className={className}>
      {children}
    </Base.Root>
  )
}

/** The line itself. */
export function TabList<T extends string>({
  label,
  tabs,
}: {
  label: string
  tabs: readonly { value: T; label: string }[]
}) {
  return (
    <Base.List aria-label={label} className="flex gap-4 self-stretch">
      {tabs.map((tab) => (
        <Base.Tab
          key={tab.value}
          value={tab.value}
          className="relative text-text-2 after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 hover:text-text data-active:font-semibold data-active:text-text data-active:after:bg-text"
        >
          {tab.label}
        </Base.Tab>
      ))}
    </Base.List>
  )
}

/** What a tab shows. */
export function TabPanel({
  value,
  className,
  children,
}: {
  value: string
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <Base.Panel value={value} className={className}>
      {children}
    </Base.Panel>
  )
}
