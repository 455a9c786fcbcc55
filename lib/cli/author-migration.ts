import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readMigrations } from '#lib/db/migration-files.ts'
import { schemaDrift } from '#lib/db/schema-drift.ts'
import { startThrowawayPostgres } from './test-database.ts'
import { Refusal, runCommand, say } from './terminal.ts'

// `npm run migration -- <name>`: writes the migration that leads from prisma/migrations to prisma/schema.prisma, for a person
// to read and complete.
await runCommand(async () => {
  const name = process.argv[2]
  if (!name || !/^[a-z0-9_]+$/.test(name)) throw new Refusal('Name the migration: npm run migration -- add_shares')
  const script = await draft()
  if (script === '') return say('The migrations and the schema agree: there is nothing to write.')
  const { baseDir, migrationDirectories } = await readMigrations()
  const number = String(migrationDirectories.length + 1).padStart(4, '0')
  const folder = join(baseDir, `${number}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, 'migration.sql'), `${script}\n`)
  say(`Wrote prisma/migrations/${number}_${name}/migration.sql.`)
})

async function draft(): Promise<string> {
  const postgres = await startThrowawayPostgres()
  try {
    return await schemaDrift(postgres.url)
  } finally {
    await postgres.stop()
  }
}
