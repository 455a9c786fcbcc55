import Link from 'next/link'
import type { ComponentProps } from 'react'
import { buttonClass, type ButtonLook } from './button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

/** A link that looks like a button. */
export function ButtonLink({
  variant,
  size,
  icon,
  className,
  children,
  ...rest
}: ButtonLook & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={cx(buttonClass({ variant, size }), className)}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  )
}
