'use client'

import { useSearchParams } from 'next/navigation'
import type { Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { JumpField } from '#components/shell/jump-field.tsx'
import { Page } from '#components/shell/page.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { RecordForm } from './record-form.tsx'
import { sourceName } from './source-name.ts'
import { StartForm } from './start-form.tsx'

const ways = [
  { value: 'start', label: 'Start a run' },
  { value: 'record', label: 'Watch an existing run' },
] as const

/**
 * The page that begins a recording: a run to start, or one that exists upstream. What is chosen is in the address, so
 * that the way back finds it.
 */
export function StartView({ sources }: { sources: readonly Source[] }) {
  const search = useSearchParams()
  const asked = search.get('source')
  const source = sources.find(({ slug }) => slug === asked) ?? sources[0]
  const dialect = source ? getDialect(source.dialect) : null
  const operations = dialect?.operations ?? []
  const operation = operations.find(({ name }) => name === search.get('operation')) ?? operations[0]
  const way = search.get('way') === 'record' ? 'record' : 'start'
  const choose = (choice: Record<string, string | null>) => {
    const chosen = {
      source: source?.slug ?? null,
      operation: search.get('operation'),
      way: search.get('way'),
      ...choice,
    }
    const entries = Object.entries(chosen).filter((entry): entry is [string, string] => entry[1] !== null)
    window.history.replaceState(null, '', `/start?${new URLSearchParams(entries)}`)
  }
  return (
    <Page title="Start a run" search={<JumpField />}>
      <main className="overflow-y-auto p-3 md:p-6">
        {!source || !dialect || !operation ? (
          <EmptyState
            title="A run needs a source"
            actions={
              <ButtonLink href="/sources" variant="primary" size="lg">
                Add a source
              </ButtonLink>
            }
          >
            Add the agent API first; then its runs can be started and recorded here.
          </EmptyState>
        ) : (
          <Tabs
            value={way}
            onChange={(value) => choose({ way: value === 'record' ? value : null })}
            className="mx-auto max-w-[760px] rounded-panel border border-hairline bg-surface"
          >
            <div className="flex h-10 border-b border-hairline px-4 pointer-coarse:h-12">
              <TabList label="How" tabs={ways} />
            </div>
            <div className="grid gap-3 px-4 pt-4 sm:grid-cols-2">
              {asked !== null && asked !== source.slug && (
                <Notice tone="idle" className="sm:col-span-2">
                  There is no source {asked} any more.
                </Notice>
              )}
              <Field
                label="Source"
                help={
                  <span className="[overflow-wrap:anywhere]">
                    {dialect.label} · {source.baseUrl}
                  </span>
                }
                className={way === 'record' || operations.length === 1 ? 'sm:col-span-2' : undefined}
              >
                <Select
                  value={source.slug}
                  onChange={(event) => choose({ source: event.target.value, operation: null })}
                >
                  {sources.map((one) => (
                    <option key={one.slug} value={one.slug}>
                      {sourceName(one, sources)}
                    </option>
                  ))}
                </Select>
              </Field>
              {way === 'start' && operations.length > 1 && (
                <Field label="Operation">
                  <Select value={operation.name} onChange={(event) => choose({ operation: event.target.value })}>
                    {operations.map(({ name, label }) => (
                      <option key={name} value={name}>
                        {label}
                      </option>
                    ))}
                  </Select>
                </Field>
              )}
            </div>
            <TabPanel value="start" className="p-4 pt-3">
              <StartForm key={`${source.slug} ${operation.name}`} source={source} operation={operation} />
            </TabPanel>
            <TabPanel value="record" className="p-4 pt-3">
              <RecordForm key={source.slug} source={source} dialect={dialect} />
            </TabPanel>
          </Tabs>
        )}
      </main>
    </Page>
  )
}
