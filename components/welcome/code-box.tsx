'use client'

import { useState } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import type { Snippet } from './snippets.ts'

/** Commands under tabs, each copied whole. */
export function CodeBox({ label, snippets }: { label: string; snippets: readonly Snippet[] }) {
  const [chosen, setChosen] = useState(snippets[0]?.value ?? '')
  const snippet = snippets.find(({ value }) => value === chosen) ?? snippets[0]
  if (!snippet) return null
  return (
    <Tabs
      value={snippet.value}
      onChange={setChosen}
      className="overflow-hidden rounded-control border border-hairline bg-canvas"
    >
      <div className="flex h-8 items-center justify-between border-b border-hairline pr-1 pl-3 pointer-coarse:h-12">
        <TabList label={label} tabs={snippets} />
        <CopyButton variant="bare" size="sm" text={snippet.text} />
      </div>
      {snippets.map(({ value, text }) => (
        <TabPanel key={value} value={value}>
          <pre className="min-h-28 overflow-x-auto px-3 py-2.5 text-xs leading-[18px]">{text}</pre>
        </TabPanel>
      ))}
    </Tabs>
  )
}
