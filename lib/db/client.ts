import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { PrismaClient } from './generated/client.ts'

/** One pool of connections, shared by Prisma and by the statements that are written by hand. */
export type Database = {
  prisma: PrismaClient
  pool: pg.Pool
  close(): Promise<void>
}

/**
 * Opens a database. Connections are made on first use; `close` waits for those in use. A statement that takes longer
 * than `limitMs` is ended by the server or, where that does not answer at all, given up with its connection.
 */
export function openDatabase(
  url: string,
  { max = 10, limitMs = 30_000 }: { max?: number; limitMs?: number } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'runtape',
    connectionTimeoutMillis: 10_000,
    statement_timeout: limitMs,
    query_timeout: limitMs * 1.2,
    keepAlive: true,
  })
  // An idle connection that breaks is replaced on next use; without a listener it would end the process.
  pool.on('error', (error) => {
    // By its message: the error holds the client, which logs as a page with a key to it.
    if (!pool.ending) log.warn({ reason: error.message }, 'an idle database connection broke')
  })
  // One in use that breaks between two statements tells nobody else either: the next statement on it fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) })
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

// On globalThis, because Next evaluates a module once for each of its bundles.
const shared = globalThis as { runtapeDatabase?: Database }

/** The database of this process, from DATABASE_URL. The supervisor sets it for the embedded Postgres too. */
export function database(): Database {
  if (shared.runtapeDatabase) return shared.runtapeDatabase
  const { databaseUrl } = env()
  if (databaseUrl === null) throw new Error('DATABASE_URL is not set: start Runtape with npm start, which sets it')
  return (shared.runtapeDatabase = openDatabase(databaseUrl))
}
