import { expect, test as base } from '@playwright/test'

/** A test in a browser. What a page throws or writes to console.error fails it, unless it is among `expectedErrors`. */
export const test = base.extend<{ expectedErrors: RegExp[]; failOnPageErrors: void }>({
  expectedErrors: [[], { option: true }],
  failOnPageErrors: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = []
      context.on('weberror', (error) => errors.push(String(error.error())))
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
      })
      await use()
      expect(errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)))).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
