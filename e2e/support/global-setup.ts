import { startProduct } from './product.ts'

/** One product for all journeys: each makes a source of its own, so that none sees another's runs. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const product = await startProduct()
  process.env['E2E_BASE_URL'] = product.url // workers inherit it, and playwright.config.ts reads it
  return () => product.remove()
}
