'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from '#components/ui/cx.ts'
import { Icon, Mark } from '#components/ui/icon.tsx'
import { places } from './places.ts'
import { SignOut } from './sign-out.tsx'

const item =
  'grid size-8 place-items-center rounded-control text-muted hover:bg-raised hover:text-text aria-[current]:bg-raised aria-[current]:text-text pointer-coarse:size-11'

const tab = 'grid content-center justify-items-center gap-0.5 border-0 text-2xs text-muted'

/** The icon rail at the left edge. `canSignOut` where a key is required. */
export function Rail({ canSignOut }: { canSignOut: boolean }) {
  const path = usePathname()
  if (path === '/sign-in') return null
  return (
    <nav
      aria-label="Main"
      className="hidden w-12 flex-none flex-col items-center gap-1 border-r border-hairline py-2 md:flex print:hidden"
    >
      <Link href="/" title="Runtape" aria-label="Runtape" className="mb-2 grid h-7 place-items-center">
        <Mark />
      </Link>
      {places.map(({ href, label, icon, holds }) => (
        <Link
          key={href}
          href={href}
          title={label}
          aria-label={label}
          aria-current={holds(path) ? 'page' : undefined}
          className={item}
        >
          <Icon name={icon} />
        </Link>
      ))}
      <span className="flex-1" />
      {canSignOut && <SignOut className={cx(item, 'border-0')} />}
    </nav>
  )
}

/** The same places as tabs at the bottom of a narrow screen. */
export function BottomTabs({ canSignOut }: { canSignOut: boolean }) {
  const path = usePathname()
  if (path === '/sign-in') return null
  return (
    <nav
      aria-label="Main"
      className="grid h-14 flex-none auto-cols-fr grid-flow-col border-t border-hairline bg-canvas pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      {places.map(({ href, label, icon, holds }) => (
        <Link
          key={href}
          href={href}
          aria-current={holds(path) ? 'page' : undefined}
          className={cx(tab, 'aria-[current]:text-text aria-[current]:shadow-[inset_0_2px_var(--accent)]')}
        >
          <Icon name={icon} className="size-5" />
          {label}
        </Link>
      ))}
      {canSignOut && <SignOut className={tab}>Sign out</SignOut>}
    </nav>
  )
}
