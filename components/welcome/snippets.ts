import type { Source } from '#lib/api/source.ts'

/** Commands to copy, with this server's own address in them. */
export type Snippet = { value: string; label: string; text: string }

/** How to start a run, and to record one that exists, from a shell. */
export function snippets(origin: string, { withKey, source }: { withKey: boolean; source: Source | null }): Snippet[] {
  const slug = source?.slug ?? 'my-source'
  const post = (path: string, body: string) =>
    [
      `curl ${origin}${path} \\`,
      ...(withKey ? ['  -H "Authorization: Bearer $RUNTAPE_API_KEY" \\'] : []),
      '  -H "Content-Type: application/json" \\',
      `  -d '${body}'`,
    ].join('\n')
  return [
    {
      value: 'start',
      label: 'Start a run',
      text: post('/api/v1/runs/start', startBody(slug, source?.dialect ?? 'modus')),
    },
    {
      value: 'tail',
      label: 'Tail a run',
      text: post('/api/v1/runs', `{"source": "${slug}", "upstreamRunId": "RUN_ID"}`),
    },
    ...(source === null
      ? [
          {
            value: 'source',
            label: 'Add a source',
            text: post(
              '/api/v1/sources',
              '{"name": "my-source", "dialect": "modus",\n       "baseUrl": "https://agents.example.com",\n       "credential": "TOKEN"}',
            ),
          },
        ]
      : []),
  ]
}

function startBody(slug: string, dialect: string): string {
  if (dialect === 'generic') {
    return `{"source": "${slug}", "operation": "stream",\n       "params": {"method": "GET", "path": "/stream"}}`
  }
  return [
    `{"source": "${slug}", "operation": "run",`,
    '       "body": {"message": "Name three uses of a tape.",',
    '                "sessionId": "s-1",',
    '                "organizationId": "ORG"}}',
  ].join('\n')
}
