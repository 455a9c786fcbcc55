import { afterEach } from 'node:test'
import { format } from 'node:util'

// Imported before every test file: what the code under test says to the console where it should not fails the test.

const noise: string[] = []

for (const level of ['error', 'warn'] as const) {
  console[level] = (...parts: unknown[]) => noise.push(`console.${level}: ${format(...parts)}`)
}
process.on('warning', (warning) => {
  if (warning.name === 'MaxListenersExceededWarning') noise.push(`${warning.name}: ${warning.message}`)
})

// Only in the process of a test file: the one that starts them imports this too.
if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
  afterEach(() => {
    const heard = noise.splice(0)
    if (heard.length > 0) throw new Error(heard.join('\n'))
  })
}
