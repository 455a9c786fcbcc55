import { expect, test as base } from '@playwright/test'

/**
 * A test in a browser. What a page throws or writes to console.error fails it, unless it is among `expectedErrors`. An answer
 * of the API that is an error is the page's to handle: the browser's own note of it is not counted.
 */
export const test = base.extend<{ expectedErrors: RegExp[]; failOnPageErrors: void }>({
  expectedErrors: [[], { option: true }],
  failOnPageErrors: [
    async ({ context, expectedErrors }, use) => {
      const errors: string[] = []
      context.on('weberror', (error) => errors.push(String(error.error())))
      context.on('console', (message) => {
        const { url } = message.location()
        if (message.type() !== 'error' || isApiAnswer(message.text(), url)) return
        errors.push(`${message.text()} (${url})`)
      })
      await use()
      expect(errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)))).toEqual([])
    },
    { auto: true },
  ],
})

function isApiAnswer(text: string, url: string): boolean {
  return text.startsWith('Failed to load resource') && URL.canParse(url) && new URL(url).pathname.startsWith('/api/')
}

export { expect }
