import type { MigrationFacts } from '#lib/db/migration-facts.ts'
import { findingsOf, type Finding } from './finding.ts'

const { ok, warn, fail } = findingsOf('database')

export function judgeMigrations({ missing, failed, unknown, edited }: MigrationFacts): Finding {
  if (failed.length > 0) {
    const todo = 'The log of the migration says why; mend it and run npm run migrate again.'
    return fail('migrations', `${failed.join(', ')} began and did not end`, todo)
  }
  if (missing.length > 0) {
    return fail('migrations', `${missing.join(', ')} not applied`, 'Run npm run migrate, or npm start, which does it.')
  }
  if (unknown.length > 0) {
    const todo = 'Update this Runtape to the version that the others have.'
    return warn('migrations', `${unknown.join(', ')} applied by a newer version`, todo)
  }
  if (edited.length > 0) {
    const todo = 'Compare the schema with prisma/schema.prisma: it was made by another text of the same migration.'
    return warn('migrations', `${edited.join(', ')} applied with another text`, todo)
  }
  return ok('migrations', 'all applied')
}
