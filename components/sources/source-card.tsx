'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SourceCheck, type Source } from '#lib/api/source.ts'
import type { Usage } from '#lib/api/usage.ts'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { HealthLine } from './health-line.tsx'
import { SourceFacts } from './source-facts.tsx'
import { SourcePromise } from './source-promise.tsx'
import { SourceReads } from './source-reads.tsx'

/** One source: health first, then what it is, what is known of its runs, and what can be done. */
export function SourceCard({
  source,
  usage,
  now,
  onEdit,
  onDelete,
}: {
  source: Source
  /** Of the last 24 hours, where its API accounts for it. */
  usage: Usage | null
  now: number
  onEdit: () => void
  onDelete: () => void
}) {
  const router = useRouter()
  const [checking, setChecking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const check = async () => {
    setChecking(true)
    setFailure(null)
    try {
      await callApi(`/api/v1/sources/${source.slug}/check`, SourceCheck, { method: 'POST' })
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
    setChecking(false)
    router.refresh()
  }
  return (
    <li className="min-w-0 rounded-panel border border-hairline bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{source.name}</h2>
        <HealthLine health={source.health} failure={failure} checking={checking} now={now} />
        <span className="flex-1" />
        <div className="flex items-center gap-1 max-sm:w-full max-sm:[&>:not(:last-child)]:flex-1">
          <ButtonLink href={`/start?source=${source.slug}`} icon="play">
            Start a run
          </ButtonLink>
          <Button icon="refresh" disabled={checking} onClick={() => void check()}>
            {checking ? 'Checking…' : 'Check'}
          </Button>
          <Button icon="edit" onClick={onEdit}>
            Edit
          </Button>
          <Menu trigger={<Button variant="bare" icon="more" aria-label={`More about ${source.name}`} />}>
            <MenuItem icon="trash" danger onSelect={onDelete}>
              Delete…
            </MenuItem>
          </Menu>
        </div>
      </div>
      <SourceFacts source={source} now={now} />
      <SourceReads source={source} usage={usage} now={now} />
      <SourcePromise source={source} />
    </li>
  )
}
