import type { Registry } from 'prom-client'

// For test files only.

/** What a registry tells, by name and labels, without the product's prefix. */
export async function told(registry: Registry): Promise<Record<string, number>> {
  return readMetrics(await registry.metrics())
}

/** Prometheus text, as a record. */
export function readMetrics(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at).replace(/^runtape_/, ''), Number(line.slice(at + 1))]
    }),
  )
}
