import { nothingExternal } from './migrate.ts'
import { readMigrations, readSchema } from './migration-files.ts'
import { withSchemaEngine } from './schema-engine.ts'

/**
 * The SQL that would lead from prisma/migrations to prisma/schema.prisma, or '' where they agree. Runs the migrations in
 * a scratch database beside the one of `url`.
 */
export async function schemaDrift(url: string): Promise<string> {
  const migrations = await readMigrations()
  const schema = await readSchema()
  return withSchemaEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: null,
      filters: nothingExternal,
    })
    const script = stdout?.trim() ?? ''
    return script === '-- This is an empty migration.' ? '' : script
  })
}
