import type { Page } from '@playwright/test'
import { expect } from './support/journey.ts'

/** Opens a page and waits until it answers to keys: before that a key press is nobody's. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.locator('footer').getByText('all keys')).toBeAttached()
}
