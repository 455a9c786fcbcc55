'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SourceCheck, type Source } from '#lib/api/source.ts'
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

type Open =
  { name: 'nothing' } | { name: 'add' } | { name: 'edit'; source: Source } | { name: 'delete'; source: Source }

/** The page of sources: their list, and the dialogs that add, change and delete one. */
export function SourcesView({
  sources,
  edit,
  now: serverNow,
}: {
  sources: readonly Source[]
  /** Slug of the source whose form is open at first. */
  edit: string | null
  now: number
}) {
  const router = useRouter()
  const now = useNow(serverNow)
  const wanted = sources.find((source) => source.slug === edit)
  const [open, setOpen] = useState<Open>(wanted ? { name: 'edit', source: wanted } : { name: 'nothing' })
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
      {open.name === 'delete' && <DeleteSource source={open.source} onClose={close} />}
    </Page>
  )
}
