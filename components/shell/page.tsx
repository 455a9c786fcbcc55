import type { ReactNode } from 'react'
import { KeyFooter } from './key-footer.tsx'
import { KeySheet } from './key-sheet.tsx'
import { ThemeMenu } from './theme-menu.tsx'

/**
 * The frame of every page beside the rail: a top bar of 44 px, the page, the key footer. Only what is inside
 * `children` scrolls. `title` is text or a crumb line that holds the page's only h1.
 */
export function Page({
  title,
  note,
  search,
  actions,
  footNote,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  search?: ReactNode
  actions?: ReactNode
  footNote?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="grid min-h-0 min-w-0 flex-1 grid-rows-[48px_minmax(0,1fr)] md:grid-rows-[44px_minmax(0,1fr)_auto]">
      <header className="flex items-center gap-3 border-b border-hairline px-3 print:hidden">
        <div className="flex min-w-0 flex-1 items-center gap-2">
          {typeof title === 'string' ? <PageTitle>{title}</PageTitle> : title}
          {note && <span className="truncate text-muted">{note}</span>}
        </div>
        {search && <div className="hidden w-[420px] min-w-0 shrink lg:block">{search}</div>}
        <div className="flex min-w-0 items-center justify-end gap-2 lg:flex-1">
          {actions}
          <ThemeMenu />
        </div>
      </header>
      {children}
      <KeyFooter note={footNote} />
      <KeySheet />
    </div>
  )
}

/** The heading of a page. */
export function PageTitle({ children }: { children: ReactNode }) {
  return <h1 className="truncate text-lg font-semibold">{children}</h1>
}
