'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SourceCheck, type Source } from '#lib/api/source.ts'
import type { Usage } from '#lib/api/usage.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { Rollup } from '#lib/dialects/rest.ts'
import { JumpField } from '#components/shell/jump-field.tsx'
import { useKeys } from '#components/shell/keys.ts'
import { Page } from '#components/shell/page.tsx'
import { Button } from '#components/ui/button.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { useRefresh } from '#components/ui/use-refresh.ts'
import { DeleteSource } from './delete-source.tsx'
import { SourceForm } from './source-form.tsx'
import { SourceList } from './source-list.tsx'
import { UsageDialog } from './usage-dialog.tsx'

/** The usage of one source that is open as a table. */
export type OpenUsage = { slug: string; rollup: Rollup; words: string; usage: Usage }

type Open =
  { name: 'nothing' } | { name: 'add' } | { name: 'edit'; source: Source } | { name: 'delete'; source: Source }

/** The page of sources: their list, and the dialogs that add, change and delete one. */
export function SourcesView({
  sources,
  usage,
  openUsage,
  edit,
  now: serverNow,
}: {
  sources: readonly Source[]
  /** Of the last 24 hours, by slug. */
  usage: Readonly<Record<string, Usage>>
  openUsage: OpenUsage | null
  /** Slug of the source whose form is open at first. */
  edit: string | null
  now: number
}) {
  const router = useRouter()
  const now = useNow(serverNow)
  const wanted = sources.find((source) => source.slug === edit)
  const [open, setOpen] = useState<Open>(wanted ? { name: 'edit', source: wanted } : { name: 'nothing' })
  const used = sources.find((source) => source.slug === openUsage?.slug)
  const close = () => {
    setOpen({ name: 'nothing' })
    if (edit !== null) window.history.replaceState(null, '', '/sources')
  }
  useRefresh(10_000)
  useKeys('Sources', [{ keys: ['n'], label: 'Add a source', foot: 'add', run: () => setOpen({ name: 'add' }) }])
  const saved = async (source: Source) => {
    close()
    router.refresh()
    // A failed check is a result too: it is stored and the list shows it.
    await callApi(`/api/v1/sources/${source.slug}/check`, SourceCheck, { method: 'POST' }).catch(() => null)
    router.refresh()
  }
  return (
    <Page
      title="Sources"
      note={sources.length > 0 && String(sources.length)}
      search={<JumpField />}
      actions={
        sources.length > 0 && (
          <Button icon="plus" onClick={() => setOpen({ name: 'add' })}>
            Add a source
          </Button>
        )
      }
    >
      <main className="overflow-y-auto p-3 md:p-4">
        <div className="mx-auto max-w-[1120px]">
          {sources.length === 0 ? (
            <EmptyState
              title="No source yet"
              actions={
                <Button variant="primary" size="lg" onClick={() => setOpen({ name: 'add' })}>
                  Add a source
                </Button>
              }
            >
              A source is an agent API whose runs the recorder tails: an address, a dialect, and a credential.
            </EmptyState>
          ) : (
            <SourceList
              sources={sources}
              usage={usage}
              now={now}
              onEdit={(source) => setOpen({ name: 'edit', source })}
              onDelete={(source) => setOpen({ name: 'delete', source })}
            />
          )}
        </div>
      </main>
      <Dialog open={open.name === 'add'} onClose={close} title="Add a source" wide>
        <SourceForm submit="Add source" footer="It is checked at once." onSaved={(source) => void saved(source)} />
      </Dialog>
      {open.name === 'edit' && (
        <Dialog open onClose={close} title={`Edit ${open.source.name}`} wide>
          <SourceForm source={open.source} submit="Save" onSaved={(source) => void saved(source)} />
        </Dialog>
      )}
      {openUsage && used && (
        <UsageDialog
          source={used}
          usage={openUsage.usage}
          rollup={openUsage.rollup}
          rollups={getDialect(used.dialect)?.rest?.usage?.rollups ?? []}
          words={openUsage.words}
          onRollup={(rollup) => router.replace(`/sources?usage=${used.slug}&rollup=${rollup}`, { scroll: false })}
          onClose={() => router.replace('/sources', { scroll: false })}
        />
      )}
      {open.name === 'delete' && <DeleteSource source={open.source} onClose={close} />}
    </Page>
  )
}
