import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { completeLock, type LockFile } from './lock-stubs.ts'
import { runCommand, say } from './terminal.ts'

// `npm run lock`, after every change of dependencies. With --check: fails if there is something to complete.
const file = join(import.meta.dirname, '../../package-lock.json')

await runCommand(async () => {
  const { lock, added } = completeLock(JSON.parse(await readFile(file, 'utf8')) as LockFile)
  for (const name of added) say(`Missing: ${name}`)
  if (added.length === 0) return say('package-lock.json is complete.')
  if (process.argv.includes('--check')) return 1
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`)
  say(`Completed package-lock.json with ${added.length} entries.`)
})
