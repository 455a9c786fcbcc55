import { call, notice, say, think, type SceneOf } from './scene.ts'

const flakyTest: SceneOf = (pick) => {
  const ticket = pick(300, 990)
  return {
    agent: 'code-mender',
    model: 'atlas-large',
    prompt: `Ticket ${ticket}: the test "keeps the order of retries" fails about once in twenty runs. Find out why and mend it.`,
    beats: [
      think(
        'A test that fails now and then usually depends on time or on order. I have it run many times first, then let the coding agent look at the queue with that result in hand.',
      ),
      call({
        name: 'run_tests',
        args: { filter: 'keeps the order of retries', times: 40 },
        result: { passed: 38, failed: 2, firstFailure: 'expected [a, b, c], got [b, a, c]' },
        ms: 2600,
        progress: ['10 of 40', '20 of 40', '30 of 40'],
        failure: 'no runner with the label "queue" is free',
      }),
      call({
        name: 'acp_agent',
        args: { task: 'Make retries of the queue keep their order when two are due in the same millisecond.' },
        result: { state: 'done', filesChanged: 2, summary: 'ties are broken by the number of the entry' },
        ms: 300,
        delegate: [
          say('Retries are sorted by due time alone. Two that are due in the same millisecond have no order. '),
          call({
            name: 'read_file',
            args: { path: 'src/queue/retries.ts', lines: [40, 88] },
            result: 'sort((a, b) => a.dueMs - b.dueMs)',
            ms: 380,
          }),
          call({
            name: 'edit_file',
            args: {
              path: 'src/queue/retries.ts',
              find: 'a.dueMs - b.dueMs',
              replace: 'a.dueMs - b.dueMs || a.number - b.number',
            },
            result: '1 place changed',
            ms: 520,
          }),
          say('The comparison now falls back to the entry number.'),
        ],
      }),
      call({
        name: 'run_tests',
        args: { filter: 'keeps the order of retries', times: 200 },
        result: { passed: 200, failed: 0 },
        ms: 3100,
        progress: ['100 of 200'],
      }),
      say(
        `**Cause.** Retries were sorted by their due time alone. Two that were due in the same millisecond could change places.\n\n**Mended.** Ties are now broken by the entry's number:\n\n\`\`\`ts\nretries.sort((a, b) => a.dueMs - b.dueMs || a.number - b.number)\n\`\`\`\n\n200 of 200 runs passed, 38 of 40 before. The change is on the branch \`retries-keep-order\`, two files, and closes ticket ${ticket}.`,
      ),
    ],
  }
}

const slowQuery: SceneOf = (pick) => {
  const ms = pick(18, 60) * 100
  return {
    agent: 'query-doctor',
    model: 'atlas-large',
    prompt: `The customer list takes ${ms} ms since Monday. What changed?`,
    beats: [
      call(
        {
          name: 'explain_query',
          args: { query: 'customers.list', analyze: true },
          result: { plan: 'Seq Scan on customer', rows: 184_220, ms },
          ms: 1400,
          failure: 'statement timeout after 5 s',
        },
        {
          name: 'list_migrations',
          args: { since: 'monday' },
          result: [{ id: '0142', title: 'drop customer_name_lower', at: '2025-11-24T06:02:11Z' }],
          ms: 450,
        },
      ),
      notice('the provider is overloaded'),
      say(
        `Migration **0142** dropped the index \`customer_name_lower\`, and the list still filters on \`lower(name)\`. Every request now reads all 184,220 rows, which is the ${ms} ms you see.\n\nTwo ways out:\n\n1. Bring the index back: \`CREATE INDEX CONCURRENTLY customer_name_lower ON customer (lower(name))\`. About 40 s, no lock.\n2. Filter on \`name_search\`, which has a trigram index. Better in the long run, but it changes what a search finds.\n\nI would do the first today.`,
      ),
    ],
  }
}

export const codeMender: readonly SceneOf[] = [flakyTest, slowQuery]
