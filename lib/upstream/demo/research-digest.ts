import { call, say, think, type SceneOf } from './scene.ts'

const heatPumps: SceneOf = () => ({
  agent: 'research-digest',
  model: 'atlas-large',
  prompt:
    'Summarise what is known about heat pumps in unrenovated buildings. Two pages at most, with what is disputed.',
  beats: [
    think(
      'The question is broad. I split it into measured efficiency, flow temperature, noise and cost. Field studies matter more than laboratory figures. I search three angles at once, then read the two best of each. Disputed: whether radiators must be replaced, and how often the backup heater runs.',
    ),
    call(
      {
        name: 'search_papers',
        args: {
          query: 'heat pump field measurement existing buildings seasonal performance factor',
          years: [2018, 2025],
          limit: 8,
        },
        result: { count: 8, top: ['field-2023-a', 'field-2021-c'], medianSpf: 3.1 },
        ms: 2600,
      },
      {
        name: 'search_papers',
        args: { query: 'flow temperature radiator replacement heat pump retrofit', years: [2018, 2025], limit: 8 },
        result: { count: 5, top: ['retrofit-2022-b'] },
        ms: 3400,
      },
      {
        name: 'search_papers',
        args: { query: 'heat pump backup heater runtime cold spells monitoring', years: [2018, 2025], limit: 8 },
        result: { count: 3, top: ['monitor-2024-d'] },
        ms: 1900,
        failure: 'provider quota used up, resets at midnight UTC',
      },
    ),
    call({
      name: 'read_papers',
      args: {
        ids: ['field-2023-a', 'field-2021-c', 'retrofit-2022-b', 'monitor-2024-d'],
        sections: ['results', 'limits'],
      },
      result: { read: 4, characters: 88_412, tables: 11 },
      ms: 9500,
      progress: ['1 of 4 read', '2 of 4 read', '3 of 4 read (scanned tables)', '4 of 4 read'],
      failure: 'field-2021-c: text layer missing, OCR gave up after 60 s',
    }),
    think(
      'The field figures agree better than I expected: 2.7 to 3.4. The study with 2.7 includes two systems with wrongly set curves. The claim that all radiators must be replaced is not supported; in the monitored houses about one in five rooms needed a larger one. Backup heaters: under 3 % of heat in most houses, but one cold week dominates the year.',
    ),
    say(
      '# Heat pumps in unrenovated buildings\n\n## What is well supported\n\n- **Efficiency.** Air-source units measured in occupied, unrenovated houses reach seasonal performance factors of **2.7 to 3.4** (median 3.1). Ground-source units lie about 0.9 higher.\n- **Flow temperature decides.** Each degree less raises efficiency by roughly 2 to 2.5 %. Most houses could be run at or below 55 °C after the heating curve had been set properly, with no work on the building.\n- **Radiators.** In the monitored houses about **one room in five** needed a larger radiator. Rooms, not houses, are the unit to plan in.\n- **Backup heaters** supplied under 3 % of the heat in most houses.\n\n## What is disputed\n\n1. *Does hydraulic balancing pay?* Two studies find 4 to 7 %, one finds nothing measurable. They balance against different starting points.\n2. *Noise.* Complaints correlate with placement, hardly with the rated level. Only one study measured at the neighbour.\n3. *Lifetime.* Nobody has ten years of data on current refrigerants.\n\n## What the figures leave out\n\nThe samples are volunteers who agreed to be measured; badly planned systems are probably rarer in them. One study includes two systems with wrong heating curves and reports the mean with them in it (2.7) and without (3.0).\n\n## If you have to decide now\n\nMeasure before buying: run the present boiler at 55 °C for one cold week. Rooms that stay warm need nothing; the others are your list of radiators. That costs nothing and answers most of the question.\n\n*Basis: four studies read in full, sixteen screened by abstract. Confidence: high for efficiency and radiators, low for lifetime.*',
    ),
  ],
})

const weekly: SceneOf = (pick) => {
  const week = pick(30, 47)
  return {
    agent: 'research-digest',
    model: 'atlas-large',
    prompt: `Digest of week ${week}: everything new about streaming protocols, five items, one line each, then the one that matters.`,
    beats: [
      call({
        name: 'fetch_feeds',
        args: { lists: ['protocols', 'databases'], week, maxItems: 60 },
        result: { items: 41, duplicates: 9, languages: ['en', 'de'] },
        ms: 4200,
        progress: ['12 of 34 feeds', '29 of 34 feeds'],
        failure: '11 of 34 feeds answered 403',
      }),
      think(
        'Forty-one items, nine twice. Cluster by topic, drop announcements without content, keep what changes how one would build something.',
      ),
      say(
        `**Week ${week}**\n\n1. A draft proposes resumable event streams with a cursor in the query string, so that caches can see it.\n2. A survey of 212 public streams finds that 38 % send no ids at all.\n3. Measurements: comment heartbeats every 15 s keep 97 % of mobile connections, every 30 s only 71 %.\n4. A new parser splits CRLF correctly when it falls between two packets; nine of fourteen tested ones did not.\n5. A proxy now flushes compressed streams per event; the default still buffers.\n\n**The one that matters: number 2.** A stream without ids cannot be resumed, and its readers mostly do not know. If you publish one, add ids first; everything else can come later.`,
      ),
    ],
  }
}

export const researchDigest: readonly SceneOf[] = [heatPumps, weekly]
