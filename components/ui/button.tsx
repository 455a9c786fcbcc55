import type { ComponentProps } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

export type ButtonLook = {
  /** `line` has a border, `bare` none; `primary` at most once a view; `danger` destroys. */
  variant?: 'line' | 'bare' | 'primary' | 'danger' | undefined
  size?: 'sm' | 'md' | 'lg' | undefined
  icon?: IconName | undefined
}

const variants = {
  line: 'border-hairline bg-surface text-text hover:bg-raised [&>svg]:text-text-2',
  bare: 'border-transparent text-text-2 hover:bg-raised hover:text-text',
  primary: 'border-accent bg-accent font-semibold text-on-accent hover:brightness-110',
  danger: 'border-error/45 bg-surface text-error hover:bg-error-tint',
}

const sizes = { sm: 'h-6 min-w-6 px-1.5 text-xs', md: 'h-7 min-w-7 px-2.5', lg: 'h-8 min-w-8 px-3.5' }

/** Classes of a button, for links that look like one. */
export function buttonClass({ variant = 'line', size = 'md' }: ButtonLook = {}, iconOnly = false): string {
  return cx(
    'inline-flex flex-none items-center justify-center gap-1.5 rounded-control border whitespace-nowrap select-none',
    'disabled:cursor-default disabled:opacity-55 aria-disabled:cursor-default! aria-disabled:opacity-55 aria-pressed:border-accent/45 aria-pressed:bg-selected aria-pressed:text-accent',
    'pointer-coarse:min-h-11 pointer-coarse:min-w-11',
    variants[variant],
    sizes[size],
    iconOnly && 'px-0!',
  )
}

/** A button. Without children give it an `aria-label`: then it is an icon button, and its label is its title too. */
export function Button({
  variant,
  size,
  icon,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonLook & ComponentProps<'button'>) {
  return (
    <button
      type={type}
      title={children === undefined ? rest['aria-label'] : undefined}
      {...rest}
      className={cx(buttonClass({ variant, size }, children === undefined), className)}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}
