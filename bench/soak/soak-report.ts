import { arch, cpus, platform } from 'node:os'
import { countFindings, findingClasses, findingLine } from '#lib/faults/finding.ts'
import { whole } from '../report.ts'
import { summarize } from './sample.ts'
import { isClean, type SoakResult } from './soak.ts'

const MAX_LINES = 40

/** What a soak found, as a page of Markdown, laid out as the formatter of this repository would. */
export function soakReport(result: SoakResult): string {
  const { options, startedAt, tookMs } = result
  const { runs, rate, recorders, viewers, seed, ms } = options
  return [
    '# Soak',
    '',
    `${runs} runs at once at ${rate} frames/s each, ${recorders} recorders, ${viewers} viewers, for ${minutes(ms)}; with the last runs seen to their`,
    `end, ${minutes(tookMs)}. Seed ${seed}, begun ${startedAt.toISOString()}, on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${platform()} ${arch()},`,
    `Node ${process.version}. The same again: \`${command(result)}\`.`,
    '',
    isClean(result) ? '**All counts are 0.**' : '**Not all counts are 0.**',
    '',
    '## What the checker found',
    '',
    'Every run is compared with what its upstream wrote down before it sent it: in the table, in the frames of the API, in both',
    'exports, and in what viewers were shown live.',
    '',
    ...table(['', 'count'], findingRows(result)),
    '',
    '## Emitted and stored',
    '',
    'A is numbered and can be read again (Arkloop, the log of OperativusAI), B goes on behind an id (Modus), C is a POST that',
    'nobody may repeat (generic).',
    'Of A and B everything that has an id must be stored; a comment has none and is made for one connection. Of C what came after',
    'a break is missing, and its run ends with a gap.',
    '',
    ...table(
      [
        'class',
        'runs',
        'emitted',
        'MB',
        'stored',
        'heartbeats besides',
        'missing behind a gap',
        'gaps',
        'came again, stored once',
        'connections',
        'shown live',
      ],
      classRows(result),
    ),
    '',
    '## Gaps, and the faults that explain them',
    '',
    ...table(['class', 'reason', 'gaps', 'unexplained'], gapRows(result)),
    '',
    '## Faults',
    '',
    ...table(['fault', 'how often', 'median s', 'most s'], faultRows(result)),
    '',
    'The time of a recorder that was killed or crashed is until others hold its runs; of a replaced one, until it is gone.',
    '',
    '## Memory, file handles, connections to Postgres',
    '',
    'Of each process that lived longest in its place. Recorder 0 is never killed nor replaced. Growth is by least squares from the',
    'tenth minute on, or from the middle of a shorter soak.',
    '',
    ...table(
      [
        'process',
        'minutes',
        'MB first',
        'MB last',
        'MB most',
        'MB a minute',
        'files first',
        'files last',
        'files most',
        'connections last',
        'most',
      ],
      heldRows(result),
    ),
    '',
    ...findingLines(result),
  ]
    .join('\n')
    .trimEnd()
}

function command({ options }: SoakResult): string {
  const { ms, seed, runs, rate, viewers, recorders, faultEveryMs } = options
  const sizes = `--runs ${runs} --rate ${rate} --viewers ${viewers} --recorders ${recorders} --every ${faultEveryMs / 1000}`
  return `npm run soak -- --minutes ${Math.round(ms / 60_000)} --seed ${seed} ${sizes}`
}

function findingRows({ tally, unexplained, deaths }: SoakResult): string[][] {
  const counts = countFindings(tally.findings)
  return [
    ...findingClasses.map((name) => [name, whole(counts[name])]),
    ['gaps that no fault explains', whole(unexplained.length)],
    ['runs that ended otherwise than upstream', whole(tally.wrongEnds.length)],
    ['recorders that ended by themselves', whole(deaths.length)],
  ]
}

function classRows({ tally: { classes } }: SoakResult): string[][] {
  return (['A', 'B', 'C'] as const).map((name) => {
    const { runs, emitted, bytes, stored, beside, missing, gaps, duplicates, connections, shown } = classes[name]
    const rest = [beside, missing, gaps, duplicates, connections, shown].map(whole)
    return [name, whole(runs), whole(emitted), whole(bytes / 1e6), whole(stored), ...rest]
  })
}

function gapRows({ tally, unexplained }: SoakResult): string[][] {
  const groups = Map.groupBy(tally.gaps, ({ sourceClass, reason }) => `${sourceClass} ${reason}`)
  const rows = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return rows.map(([name, gaps]) => {
    const left = gaps.filter((gap) => unexplained.includes(gap)).length
    return [...name.split(' '), whole(gaps.length), whole(left)]
  })
}

function faultRows({ faults }: SoakResult): string[][] {
  const groups = [...Map.groupBy(faults, ({ what }) => what)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return groups.map(([name, all]) => {
    const took = all.map(({ tookMs, fromMs, toMs }) => (tookMs ?? toMs - fromMs) / 1000).toSorted((a, b) => a - b)
    return [name, whole(all.length), seconds(took[took.length >> 1]), seconds(took.at(-1))]
  })
}

function heldRows({ samples, options }: SoakResult): string[][] {
  const warmUpMs = Math.min(600_000, options.ms / 2)
  return summarize(samples, { warmUpMs }).map(({ process, minutes, rssMb, files, connections }) => [
    ...[process, minutes.toFixed(0), ...[rssMb.first, rssMb.last, rssMb.most].map(whole)],
    rssMb.perMinute === null ? '' : rssMb.perMinute.toFixed(2),
    ...[files.first, files.last, files.most, connections.last, connections.most].map(whole),
  ])
}

function findingLines({ tally, unexplained, deaths }: SoakResult): string[] {
  const gaps = unexplained.map(
    (gap) => `gap of frame ${gap.seq} of run ${gap.run}: ${gap.reason}, ${new Date(gap.closedMs).toISOString()}`,
  )
  const lines = [...tally.findings.map(findingLine), ...gaps, ...tally.wrongEnds, ...deaths]
  if (lines.length === 0) return []
  const more = lines.length > MAX_LINES ? [`- and ${lines.length - MAX_LINES} more`] : []
  return ['## What was wrong', '', ...lines.slice(0, MAX_LINES).map((line) => `- ${line}`), ...more, '']
}

/** Numbers to the right, all columns as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, i) => Math.max(3, name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const padded = (row: readonly string[]) =>
    line(widths.map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width))))
  const rule = line(widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)))
  return [padded(head), rule, ...rows.map(padded)]
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} minutes`
}

function seconds(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(1)
}
