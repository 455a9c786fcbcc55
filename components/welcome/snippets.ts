import type { Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { exampleStart } from './example-start.ts'

/** Commands to copy, with this server's own address in them. */
export type Snippet = { value: string; label: string; text: string }

/** How to start a run, and to record one that exists, from a shell; in the words of one dialect. */
export function snippets(
  origin: string,
  { withKey, dialect, source }: { withKey: boolean; dialect: string; source: Source | null },
): Snippet[] {
  const slug = source?.slug ?? 'my-source'
  const operation = getDialect(dialect)?.operations[0]
  const post = (path: string, body: Record<string, unknown>) =>
    [
      `curl ${origin}${path} \\`,
      ...(withKey ? ['  -H "Authorization: Bearer $RUNTAPE_API_KEY" \\'] : []),
      '  -H "Content-Type: application/json" \\',
      `  -d '${layOut(body, bodyIndent).replaceAll("'", `'\\''`)}'`,
    ].join('\n')
  return [
    ...(operation
      ? [
          {
            value: 'start',
            label: 'Start a run',
            text: post('/api/v1/runs/start', { source: slug, ...exampleStart(operation) }),
          },
        ]
      : []),
    {
      value: 'tail',
      label: 'Tail a run',
      text: post('/api/v1/runs', { source: slug, upstreamRunId: 'RUN_ID' }),
    },
    ...(source === null
      ? [
          {
            value: 'source',
            label: 'Add a source',
            text: post('/api/v1/sources', {
              name: slug,
              dialect,
              baseUrl: 'https://agents.example.com',
              credential: 'TOKEN',
            }),
          },
        ]
      : []),
  ]
}

const bodyIndent = `  -d '`.length

/** JSON with a line for each entry, under the first one of its object. */
function layOut(value: unknown, indent: number): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([name, each]) => {
    const key = `${JSON.stringify(name)}: `
    return key + layOut(each, indent + 1 + key.length)
  })
  return `{${entries.join(`,\n${' '.repeat(indent + 1)}`)}}`
}
