'use client'

import { useState } from 'react'
import type { Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { JumpField } from '#components/shell/jump-field.tsx'
import { Page } from '#components/shell/page.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { RecordForm } from './record-form.tsx'
import { StartForm } from './start-form.tsx'

type Way = 'start' | 'record'

const ways = [
  { value: 'start', label: 'Start a run' },
  { value: 'record', label: 'Record an existing run' },
] as const

/** The page that begins a recording: a run to start, or one that exists upstream. */
export function StartView({ sources, source: asked }: { sources: readonly Source[]; source: string | null }) {
  const [slug, setSlug] = useState(asked)
  const [operationName, setOperationName] = useState<string | null>(null)
  const [way, setWay] = useState<Way>('start')
  const source = sources.find((one) => one.slug === slug) ?? sources[0]
  const operations = source ? (getDialect(source.dialect)?.operations ?? []) : []
  const operation = operations.find(({ name }) => name === operationName) ?? operations[0]
  return (
    <Page title="Start a run" search={<JumpField />}>
      <main className="overflow-y-auto p-3 md:p-6">
        {!source || !operation ? (
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
            onChange={setWay}
            className="mx-auto max-w-[760px] rounded-panel border border-hairline bg-surface"
          >
            <div className="flex h-10 border-b border-hairline px-4 pointer-coarse:h-12">
              <TabList label="How" tabs={ways} />
            </div>
            <div className="grid gap-3 px-4 pt-4 sm:grid-cols-2">
              <Field label="Source">
                <Select value={source.slug} onChange={(event) => setSlug(event.target.value)}>
                  {sources.map((one) => (
                    <option key={one.slug} value={one.slug}>
                      {one.name}
                    </option>
                  ))}
                </Select>
              </Field>
              {way === 'start' && (
                <Field label="Operation">
                  <Select value={operation.name} onChange={(event) => setOperationName(event.target.value)}>
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
              <RecordForm key={source.slug} source={source} />
            </TabPanel>
          </Tabs>
        )}
      </main>
    </Page>
  )
}
