import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'

// Plants one violation of each boundary in a tree of the same shape, and expects the linter to find every one.

const root = join(import.meta.dirname, '../..')

const planted: Record<string, [source: string, rule: string]> = {
  'app/planted-prisma.ts': [`import '@prisma/client'`, 'no-restricted-imports'],
  'app/planted-pg.ts': [`import 'pg'`, 'no-restricted-imports'],
  'components/runs/planted-db.ts': [`import '#lib/db/client.ts'`, 'no-restricted-imports'],
  'components/player/planted-next.ts': [`import 'next/link'`, 'no-restricted-imports'],
  'components/player/planted-recharts.ts': [`import 'recharts'`, 'no-restricted-imports'],
  'components/runs/planted-recharts.ts': [`import 'recharts'`, 'no-restricted-imports'],
  'components/charts/planted-db.ts': [`import '#lib/db/client.ts'`, 'no-restricted-imports'],
  'app/planted-recharts.ts': [`import 'recharts'`, 'no-restricted-imports'],
  'components/runs/planted-app.ts': [`import '../../app/page.tsx'`, 'no-restricted-imports'],
  'lib/recorder/planted-next.ts': [`import 'next/server'`, 'no-restricted-imports'],
  'lib/recorder/planted-react.ts': [`import 'react'`, 'no-restricted-imports'],
  'lib/recorder/planted-prisma.ts': [`import '#lib/db/generated/client.ts'`, 'no-restricted-imports'],
  'lib/live/planted-app.ts': [`import '../../app/page.tsx'`, 'no-restricted-imports'],
  'lib/live/planted-components.ts': [`import '#components/ui/button.tsx'`, 'no-restricted-imports'],
  'lib/run/planted-db.ts': [`import '#lib/db/client.ts'`, 'no-restricted-imports'],
  'lib/dialects/planted-node.ts': [`import 'node:fs'`, 'no-restricted-imports'],
  'lib/api/planted-env.ts': [`import '#lib/env.ts'`, 'no-restricted-imports'],
  'lib/sse/planted-dialect.ts': [`import '#lib/dialects/modus.ts'`, 'no-restricted-imports'],
  'lib/db/planted-next.ts': [`import 'next/headers'`, 'no-restricted-imports'],
  'lib/live/planted-env.ts': [`export const home = process.env.HOME`, 'no-process-env'],
  'lib/live/planted-console.ts': [`console.log('here')`, 'no-console'],
  'components/ui/planted-html.tsx': [
    `export const Html = () => <b dangerouslySetInnerHTML={{ __html: '' }} />`,
    'no-danger',
  ],
  'lib/live/planted-cycle.ts': [`import { b } from '#lib/live/planted-back.ts'\nexport const a = () => b`, 'no-cycle'],
  'lib/live/planted-back.ts': [`import { a } from './planted-cycle.ts'\nexport const b = () => a`, 'no-cycle'],
}

let found: { filename: string; code: string }[] = []
let folder = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runtape-boundaries-'))
  for (const file of ['.oxlintrc.json', 'package.json']) await copyFile(join(root, file), join(folder, file))
  for (const [path, [source]] of Object.entries(planted)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${source}\n`)
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [oxlint, '--format=json'], { cwd: folder }, (_, stdout) => resolve(stdout))
  })
  found = (JSON.parse(output) as { diagnostics: typeof found }).diagnostics
})

after(() => rm(folder, { recursive: true }))

for (const [path, [source, rule]] of Object.entries(planted)) {
  test(`${path} may not hold: ${source.split('\n')[0]}`, () => {
    const codes = found.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code)
    assert.ok(
      codes.some((code) => code.includes(rule)),
      `the linter said ${JSON.stringify(codes)}`,
    )
  })
}
