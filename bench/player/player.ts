import { startProduct, type Product } from '../../e2e/support/product.ts'
import type { Bench } from '../bench.ts'
import { launchBrowser } from './browser.ts'
import { measureLiveRun } from './live-run.ts'
import { measurePlainRun } from './plain-run.ts'
import { goalsOf, notesOf, rowsOf } from './results.ts'
import { storeRun } from './store-run.ts'
import { measureStoredRun } from './stored-run.ts'

const FRAMES = 1_000_000
const PLAIN_FRAMES = 20_000
const RATE = 200
const MOST_TRIES = 3

/** Bench 8: the run page in a real browser, on a run of a million frames and on one that grows. */
export const player: Bench = {
  number: 8,
  title: `Show a run of ${FRAMES.toLocaleString('en-US')} frames, and one of ${RATE} frames/s, in a browser`,
  async run({ db, url: databaseUrl, options: { seconds, rounds } }) {
    const run = await storeRun(FRAMES, db)
    const products: Product[] = []
    /** Whoever starts it anew has a server that has not been asked for anything yet. */
    const start = async () => {
      await products.at(-1)?.remove()
      const product = await startProduct({ vars: { DATABASE_URL: databaseUrl } })
      products.push(product)
      return product
    }
    const browser = await launchBrowser()
    try {
      const stored = await measureStoredRun(browser, start, {
        ...{ run, frames: FRAMES, seconds, tries: Math.min(rounds, MOST_TRIES) },
      })
      const { url } = await start()
      const plain = await measurePlainRun(browser, { url, run, frames: PLAIN_FRAMES })
      const live = await measureLiveRun(browser, db, { url, rate: RATE, seconds })
      const measured = { stored, plain, live }
      return {
        title: `${player.number}. ${player.title}, ${seconds} s each`,
        columns: ['', 'Runtape', 'plain list', 'into nothing'],
        rows: rowsOf(measured),
        goals: goalsOf(measured),
        notes: notesOf(measured),
      }
    } finally {
      await browser.close()
      await products.at(-1)?.remove()
    }
  },
}
