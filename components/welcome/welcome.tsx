'use client'

import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { SourceCheck, type Source } from '#lib/api/source.ts'
import { dialects } from '#lib/dialects/dialects.ts'
import { JumpField } from '#components/shell/jump-field.tsx'
import { Page } from '#components/shell/page.tsx'
import { SourceForm } from '#components/sources/source-form.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { cx } from '#components/ui/cx.ts'
import { AddedSource } from './added-source.tsx'
import { CodeBox } from './code-box.tsx'
import { snippets } from './snippets.ts'
import { Waiting } from './waiting.tsx'

/** The page of runs while there is none: how to record the first one, and a tape that waits for it. */
export function Welcome({
  origin,
  withKey,
  sources,
  now,
}: {
  origin: string
  withKey: boolean
  sources: readonly Source[]
  now: number
}) {
  const router = useRouter()
  const [adding, setAdding] = useState(sources.length === 0)
  const [chosen, setChosen] = useState(dialects[0]?.name ?? '')
  const added = async (source: Source) => {
    setAdding(false)
    router.refresh()
    // A failed check is a result too: it is stored, and shown with the source.
    await callApi(`/api/v1/sources/${source.slug}/check`, SourceCheck, { method: 'POST' }).catch(() => null)
    router.refresh()
  }
  const source = sources[0] ?? null
  return (
    <Page title="Runs" search={<JumpField />}>
      <main className="overflow-y-auto px-3 pt-6 pb-6 md:px-6 md:pt-12">
        <div className="mx-auto max-w-[1120px]">
          <h2 className="text-xl font-semibold">Record the first run</h2>
          <p className="mt-1 mb-4 text-text-2">
            Three ways, any one will do. When the first frame arrives, this page opens its run by itself.
          </p>
          <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_464px]">
            <Step
              n={1}
              title="Add a source"
              hint="an agent API whose runs the recorder tails"
              className="xl:row-span-2"
            >
              {adding || !source ? (
                <SourceForm
                  submit="Add the source"
                  footer={<span className="max-sm:hidden">More than one is fine; add the others later.</span>}
                  onDialect={setChosen}
                  onSaved={(saved) => void added(saved)}
                />
              ) : (
                <AddedSource sources={sources} now={now} onAdd={() => setAdding(true)} />
              )}
            </Step>
            <Step n={2} title="Or record from code">
              <CodeBox
                label="Commands"
                snippets={snippets(origin, { withKey, dialect: source?.dialect ?? chosen, source })}
              />
              <p className="text-xs text-muted">
                The recorder stores every byte of the stream; each answer has the <code>url</code> of the run’s page.
              </p>
            </Step>
            <Step n={3} title="Or run the demo">
              <p className="text-text-2">
                A busy platform of scripted agents: runs that stream, fail in a tool, hang, are cut and resumed. Stop
                this server, and start it with:
              </p>
              <div className="flex h-8 items-center gap-2 rounded-control border border-hairline bg-canvas pr-1 pl-3">
                <code className="flex-1">npm run demo</code>
                <CopyButton variant="bare" size="sm" iconOnly label="Copy the command" text="npm run demo" />
              </div>
            </Step>
            <Waiting sources={sources.length} now={now} />
          </div>
        </div>
      </main>
    </Page>
  )
}

function Step({
  n,
  title,
  hint,
  className,
  children,
}: {
  n: number
  title: string
  hint?: string
  className?: string
  children: ReactNode
}) {
  return (
    <section
      aria-label={title}
      className={cx('flex min-w-0 flex-col gap-3 rounded-panel border border-hairline bg-surface p-4', className)}
    >
      <header className="flex items-center gap-2 whitespace-nowrap">
        <b className="grid size-5 flex-none place-items-center rounded-full border border-control text-xs">{n}</b>
        <h3 className="text-md font-semibold">{title}</h3>
        {hint && <span className="truncate text-muted">{hint}</span>}
      </header>
      {children}
    </section>
  )
}
