import type { Database } from '#lib/db/client.ts'
import type { Report } from './report.ts'

export type BenchOptions = {
  /** How long streams run. */
  seconds: number
  /** How often what is compared is repeated. */
  rounds: number
}

/** One benchmark. It gets an empty, migrated database of its own, made durable as in production. */
export type Bench = {
  number: number
  title: string
  run(context: { db: Database; url: string; options: BenchOptions }): Promise<Report>
}
