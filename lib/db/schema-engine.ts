import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { log } from '#lib/log.ts'
import { readSchema } from './migration-files.ts'

// Prisma's own migration engine, compiled to WebAssembly: nothing is downloaded, and `_prisma_migrations` is the
// ordinary table, so that `prisma migrate deploy` stays interchangeable.

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>

/** Opens the engine on one connection, and closes that connection afterwards: it holds the engine's advisory lock. */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const pool = engineConnection({ connectionString: url })
  try {
    const datamodels = (await readSchema()).files.map(({ path, content }): [string, string] => [path, content])
    const factory = bindMigrationAwareSqlAdapterFactory(new EngineAdapterFactory(pool))
    return await work(await SchemaEngine.new({ datamodels }, () => {}, factory))
  } finally {
    await pool.end()
  }
}

class EngineAdapterFactory extends PrismaPg {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    super(pool)
    this.#pool = pool
  }

  override async connect(): Promise<Adapter> {
    return readingCharColumns(sendingWholeScripts(await super.connect()))
  }

  /** A scratch database beside the real one, dropped when the engine lets go of it. The stock one would run on the real one. */
  override async connectToShadowDb(): Promise<Adapter> {
    const database = `runtape_shadow_${crypto.randomUUID().replaceAll('-', '')}`
    await this.#pool.query(`CREATE DATABASE ${database}`)
    const pool = engineConnection(elsewhere(this.#pool.options, database))
    const shadow = await new EngineAdapterFactory(pool).connect()
    shadow.dispose = async () => {
      await pool.end()
      await this.#pool.query(`DROP DATABASE ${database} WITH (FORCE)`)
    }
    return shadow
  }
}

/** The stock adapter splits a script at every semicolon, function bodies included. Postgres takes it whole, in one transaction. */
function sendingWholeScripts(adapter: Adapter): Adapter {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script)
    } catch (error) {
      ;(adapter as unknown as { onError(error: unknown): never }).onError(error)
    }
  }
  return adapter
}

/** System catalogues use Postgres's one-byte type; the stock adapter does not know it, and the engine wants it as a character. */
function readingCharColumns(adapter: Adapter): Adapter {
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character
    return result
  }
  return adapter
}

/** Which columns of a result, known by its rows, were of the one-byte type. */
const charColumns = new WeakMap<unknown[][], number[]>()
const charOid = 18

/** One connection, that Postgres ends within half a second of our death, so that a killed migration rolls back. */
function engineConnection(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, max: 1, options: '-c client_connection_check_interval=500' })
  pool.on('error', () => {}) // the query in flight reports the same failure
  const query = pool.query.bind(pool) as unknown as Query
  const queryAsText = async (...parts: unknown[]) => {
    const result = await query(...parts)
    if (Array.isArray(result)) return result // a script: one result a statement, none of which is read
    const chars = result.fields.flatMap((field, column) => (field.dataTypeID === charOid ? [column] : []))
    for (const field of result.fields) if (field.dataTypeID === charOid) field.dataTypeID = pg.types.builtins.TEXT
    charColumns.set(result.rows, chars)
    return result
  }
  Object.assign(pool, { query: queryAsText })
  return pool
}

type Query = (...parts: unknown[]) => Promise<pg.QueryArrayResult<unknown[][]>>

function elsewhere(options: pg.PoolConfig, database: string): pg.PoolConfig {
  if (options.connectionString === undefined) return { ...options, database }
  const url = new URL(options.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}

// The engine reports a panic through this before it throws.
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => log.error({ panic: message }, 'migration engine') },
})
