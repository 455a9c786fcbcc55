import { call, notice, say, think, type SceneOf } from './scene.ts'

const enrich: SceneOf = (pick) => {
  const count = pick(3, 6)
  const domains = [
    'northpier.example',
    'loomworks.example',
    'tidalgrid.example',
    'papermill.example',
    'ferrous.example',
    'oakline.example',
  ].slice(0, count)
  return {
    agent: 'lead-enricher',
    model: 'atlas-mini',
    prompt: `Enrich ${count} leads from the trade-fair list: ${domains.join(', ')}`,
    beats: [
      call(
        ...domains.map((domain, n) => ({
          name: 'company_lookup',
          args: { domain, fields: ['employees', 'industry', 'country', 'technology'] },
          result: {
            domain,
            employees: [180, 42, 950, 12, 77, 310][n],
            industry: ['logistics', 'textiles', 'energy', 'paper', 'metals', 'timber'][n],
            country: ['DK', 'PT', 'IE', 'SE', 'PL', 'CA'][n],
            technology: ['postgres', 'kafka', 'react'].slice(0, (n % 3) + 1),
          },
          ms: 700 + n * 350,
          ...(n === 1 && { failure: '429 from the directory, no credits left this month' }),
        })),
      ),
      notice('papermill.example redirects to a parked page; the record may be out of date.', 'info'),
      call({
        name: 'score_leads',
        args: { domains, profile: 'mid-market-eu', weights: { employees: 0.5, industry: 0.3, technology: 0.2 } },
        result: Object.fromEntries(domains.map((domain, n) => [domain, [74, 51, 68, 12, 55, 49][n]])),
        ms: 1600,
      }),
      say(
        `| lead | size | industry | score |\n|---|---:|---|---:|\n${domains
          .map(
            (domain, n) =>
              `| ${domain} | ${[180, 42, 950, 12, 77, 310][n]} | ${['logistics', 'textiles', 'energy', 'paper', 'metals', 'timber'][n]} | **${[74, 51, 68, 12, 55, 49][n]}** |`,
          )
          .join(
            '\n',
          )}\n\n**First:** northpier.example. Right size, uses Postgres, and the fair notes say they asked for a price.\n\n**Drop:** anything below 20. A parked page is not a customer.\n\nAll fields come from the directory; I have guessed none. Empty cells are empty there too.`,
      ),
    ],
  }
}

const followUp: SceneOf = (pick) => ({
  agent: 'lead-enricher',
  model: 'atlas-mini',
  prompt: `Write the follow-up for lead ${pick(500, 999)}: they saw the demo and asked about self-hosting.`,
  beats: [
    think(
      'Short, one question answered, one next step. They asked about self-hosting: say yes, say what it needs, offer a trial licence. No adjectives.',
    ),
    call({
      name: 'get_notes',
      args: { kind: 'meeting', last: 1 },
      result: { asked: ['self-hosting', 'data location'], mood: 'interested', followUp: 'this week' },
      ms: 350,
      failure: 'notes service: forbidden for this workspace',
    }),
    say(
      'Subject: Running it yourselves\n\nThank you for your time at the demo. You asked whether you can run it on your own machines: yes. It needs one Linux server with 4 GB of memory and a Postgres database, or it brings its own. Nothing leaves your network unless you switch that on.\n\nIf you like, I send you a trial licence for 30 days and the ten-line compose file we use ourselves. Would Thursday suit you for a half-hour set-up call?',
    ),
  ],
})

export const leadEnricher: readonly SceneOf[] = [enrich, followUp]
