import { migrate } from '#lib/db/migrate.ts'
import { env } from '#lib/env.ts'
import { Refusal, runCommand, say } from './terminal.ts'

// `npm run migrate`: brings the database of DATABASE_URL up to date.
await runCommand(async () => {
  const { databaseUrl } = env()
  if (databaseUrl === null) {
    throw new Refusal('DATABASE_URL is not set. npm start migrates the embedded database by itself.')
  }
  const applied = await migrate(databaseUrl)
  say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
})
