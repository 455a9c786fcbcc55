'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { z } from 'zod'
import type { Source } from '#lib/api/source.ts'
import { Button } from '#components/ui/button.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { formatCount, formatCounted } from '#lib/format/count.ts'

/** Asks for the source's name before it and its runs are erased. */
export function DeleteSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const withRuns = source.runCount > 0
  const erase = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const query = withRuns ? '?withRuns=true' : ''
      await callApi(`/api/v1/sources/${source.slug}${query}`, z.unknown(), { method: 'DELETE' })
      router.refresh()
      onClose()
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <Dialog open onClose={onClose} title={`Delete ${source.name}?`}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === source.slug) void erase()
        }}
      >
        <p className="text-text-2">
          {withRuns ? (
            <>
              This erases the source and its <b>{formatCounted(source.runCount, 'run')}</b> with every frame
              {source.runningCount > 0 && <>, {formatCount(source.runningCount)} of them still running</>}. It cannot be
              undone.
            </>
          ) : (
            'It has no runs. Its credential is erased with it.'
          )}
        </p>
        <Field label={`Type ${source.slug} to confirm`}>
          <Input mono autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
        </Field>
        {failure && <Notice>{failure}</Notice>}
        <div className="flex justify-end gap-2">
          <Button size="lg" onClick={onClose}>
            Keep it
          </Button>
          <Button size="lg" variant="danger" icon="trash" type="submit" disabled={busy || typed !== source.slug}>
            {withRuns ? `Delete with ${formatCounted(source.runCount, 'run')}` : 'Delete'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
