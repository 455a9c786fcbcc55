import type { TestEvent } from 'node:test/reporters'
import type { TestCount } from './test-count.ts'

/** A reporter of node:test that writes nothing but the final counts, as JSON. */
export default async function* countReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== 'test:summary' || event.data.file !== undefined) continue
    const { tests, passed, skipped, todo } = event.data.counts
    const count: TestCount = { passed, failed: tests - passed - skipped - todo, skipped: skipped + todo }
    yield JSON.stringify(count)
  }
}
