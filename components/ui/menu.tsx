'use client'

import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

/** A button that opens a list of things to do. `trigger` is the button. */
export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side="bottom" align="end" sideOffset={4} className="z-30 outline-none">
          <Base.Popup className="min-w-40 rounded-panel border border-hairline bg-surface p-1 shadow-pop outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const item =
  'flex h-7 w-full items-center gap-2 rounded-chip px-2 whitespace-nowrap outline-none select-none cursor-pointer data-highlighted:bg-raised pointer-coarse:h-11'

/** One thing to do. */
export function MenuItem({
  icon,
  danger = false,
  onSelect,
  hint,
  children,
}: {
  icon?: IconName | undefined
  danger?: boolean | undefined
  onSelect: () => void
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    <Base.Item onClick={onSelect} className={cx(item, danger ? 'text-error' : 'text-text')}>
      {icon && <Icon name={icon} className={danger ? undefined : 'text-text-2'} />}
      <span className="flex-1">{children}</span>
      {hint}
    </Base.Item>
  )
}

/** A choice of one among a few. */
export function MenuChoice<T extends string>({
  value,
  onChange,
  options,
}: {
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; label: string }[]
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} className={item}>
          <span className="flex-1">{option.label}</span>
          <Base.RadioItemIndicator>
            <Icon name="check" className="text-accent" />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}
