import { defineConfig } from '@playwright/test'
import { findBrowser } from './e2e/support/find-browser.ts'

const jsonReport = process.env['PLAYWRIGHT_JSON_OUTPUT_FILE']

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/support/global-setup.ts',
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  // A journey that passes only at its second try is reported as flaky.
  retries: process.env['CI'] ? 1 : 0,
  reporter: jsonReport ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: process.env['E2E_BASE_URL'] ?? '',
    locale: 'en-US',
    // Not the server's: a time that is written on the server and again in the browser must be the same.
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    video: 'off',
    launchOptions: await findBrowser(),
  },
})
