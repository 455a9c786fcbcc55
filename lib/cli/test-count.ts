/** What a test tool counted. */
export type TestCount = { passed: number; failed: number; skipped: number }

export const noTests: TestCount = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(a: TestCount, b: TestCount): TestCount {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

export function countLine({ passed, failed, skipped }: TestCount): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
