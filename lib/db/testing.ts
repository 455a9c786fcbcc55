import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import pg from 'pg'
import { openDatabase, type Database } from './client.ts'

// For test files only. The databases are clones of a template that `npm test` has migrated (lib/cli/test.ts).

/** Where a cloned database is, for tests of a process that opens it by itself. Dropped when the file is over. */
export async function testDatabaseUrl(): Promise<string> {
  const template = process.env['TEST_DATABASE_URL']
  if (template === undefined)
    throw new Error('TEST_DATABASE_URL is not set: run tests with `npm run test:unit -- <file>`')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(template, `CREATE DATABASE ${name} TEMPLATE ${nameOf(template)} STRATEGY FILE_COPY`)
  atEnd.push(() => administer(template, `DROP DATABASE ${name} WITH (FORCE)`))
  return withName(template, name)
}

/** A migrated, empty database of the caller's own, closed and dropped when the file is over. */
export async function testDatabase(): Promise<Database> {
  const db = openDatabase(await testDatabaseUrl(), { max: 8 })
  atEnd.push(() => db.close())
  return db
}

// At the end of the file and not of the test: hooks of a test run in the order in which they were set, so that a database
// would be gone before what uses it is stopped.
const atEnd: (() => Promise<void>)[] = []

/** Has something stopped at the end of the file, before the databases that were opened before it are gone. */
export function whenOver(step: () => Promise<void>): void {
  atEnd.push(step)
}

after(async () => {
  for (const step of atEnd.toReversed()) await step()
})

async function administer(template: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withName(template, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withName(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

const nameOf = (url: string) => new URL(url).pathname.slice(1)
