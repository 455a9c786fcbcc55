import { conformance } from './conformance.ts'
import { dialects } from './dialects.ts'
import type { DialectFixtures } from './fixtures/fixture.ts'

// A dialect joins by being in the list and having its fixtures beside the others, under its own name.
for (const dialect of dialects) {
  const { fixtures } = (await import(`./fixtures/${dialect.name}.ts`)) as { fixtures: DialectFixtures }
  conformance(dialect, fixtures)
}
