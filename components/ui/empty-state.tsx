import type { ReactNode } from 'react'

/** What stands where a list would: what is missing, and the next step. */
export function EmptyState({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-[480px] justify-items-center gap-2 px-4 py-16 text-center">
      <h2 className="text-md font-semibold">{title}</h2>
      {children && <div className="text-text-2 [overflow-wrap:anywhere]">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
