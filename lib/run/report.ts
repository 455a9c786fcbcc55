import type { Frame } from '#lib/api/frame.ts'
import type { Run } from '#lib/api/run.ts'
import type { Tool } from '#lib/api/tool.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { statusState } from '#lib/format/run-state.ts'
import { codeCell, codeSpan, fenced } from './report-text.ts'

/** All that a report is made of. */
export type ReportFacts = {
  run: Run
  /** The frame that it is about; null for a run without frames. */
  seq: number | null
  /** The frames around it, in order. */
  frames: readonly Frame[]
  tools: readonly Tool[]
  /** The address of the run's page at the frame. */
  link: string
  version: string
}

/** How many frames before and after the one that a report is about. */
export const framesAround = 5

const mostCharacters = 120
const mostTools = 50

/** A run as Markdown, to be put into an issue: what it was, how it ended, and what stood around one frame. */
export function runReport(facts: ReportFacts): string {
  const parts = [
    heading(facts),
    table(['', ''], aboutRun(facts)),
    ...error(facts),
    ...frames(facts),
    ...tools(facts),
    `Runtape ${facts.version}`,
  ]
  return `${parts.join('\n\n')}\n`
}

function heading({ run }: ReportFacts): string {
  const name = run.title ?? run.agent ?? run.model ?? run.id
  return `## Run ${statusState(run.status).word}: ${codeSpan(name, mostCharacters)}`
}

function aboutRun({ run, seq, link }: ReportFacts): string[][] {
  return [
    ['Status', [statusState(run.status).word, ...integrity(run)].join(', ')],
    [seq === null ? 'Link' : `Frame ${formatCount(seq)}`, `<${link.replace(/[<>|\s]/g, encodeURIComponent)}>`],
    ['Run', codeCell(run.id, mostCharacters)],
    ['Source', [run.source, run.dialect, run.surface].filter(Boolean).map(short).join(' ')],
    ['Agent', run.agent === null ? '' : short(run.agent)],
    ['Model', run.model === null ? '' : short(run.model)],
    ['Upstream run', run.upstreamRunId === null ? '' : short(run.upstreamRunId)],
    ['Started', run.startedAt === null ? '' : `${run.startedAt.slice(0, 23).replace('T', ' ')} UTC`],
    ['Duration', run.durationMs === null ? '' : formatDuration(run.durationMs)],
    ['First token after', run.ttftMs === null ? '' : `${formatDuration(run.ttftMs)}${sinceWhen(run)}`],
    ['Tokens', tokens(run)],
    ['Stalls', run.clock === 'none' ? '' : stalls(run)],
    ['Frames', formatCount(run.frameCount)],
  ].filter(([, value]) => value !== '')
}

function integrity(run: Run): string[] {
  if (run.gapCount > 0) return [formatCounted(run.gapCount, 'gap')]
  return run.integrity === 'unverified' ? ['continuity not proven'] : []
}

function sinceWhen(run: Run): string {
  return run.startedAtBasis === 'first_frame' ? ' from the first frame' : ''
}

function tokens(run: Run): string {
  const told = [
    [run.inputTokens, 'in'],
    [run.outputTokens, 'out'],
    [run.reasoningTokens, 'reasoning'],
    [run.cachedTokens, 'cached'],
  ] as const
  const words = told.flatMap(([count, name]) => (count === null ? [] : [`${formatCount(count)} ${name}`]))
  return words.length === 0 ? '' : `${words.join(', ')} (${run.tokensEstimated ? 'estimated' : 'reported'})`
}

function stalls(run: Run): string {
  return run.stallCount === 0 ? 'none' : `${formatCount(run.stallCount)}, ${formatDuration(run.stallMs)} in all`
}

function error({ run }: ReportFacts): string[] {
  if (run.error === null) return []
  const { seq, message, class: name } = run.error
  const where = seq === null ? '' : ` at frame ${formatCount(seq)}`
  const named = name === null ? '' : ` (${codeSpan(name, mostCharacters)})`
  return [`### Error${where}${named}`, fenced(message, 4000)]
}

function frames({ frames, seq }: ReportFacts): string[] {
  if (frames.length === 0) return []
  const rows = frames.map((frame) => [
    frame.seq === seq ? `**${frame.seq}**` : String(frame.seq),
    frame.offsetMs === null ? '' : formatOffset(frame.offsetMs),
    frame.kind,
    codeCell(frame.gap ? `not received: ${frame.gap.reason}` : (frame.data ?? ''), mostCharacters),
  ])
  return ['### Frames', table(['frame', 'offset', 'kind', 'payload'], rows, [0, 1])]
}

function tools({ tools }: ReportFacts): string[] {
  if (tools.length === 0) return []
  const rows = tools
    .slice(0, mostTools)
    .map((tool) => [
      short(tool.name),
      tool.startSeq === null ? '' : String(tool.startSeq),
      tool.offsetMs === null ? '' : formatOffset(tool.offsetMs),
      tool.durationMs === null ? '' : formatDuration(tool.durationMs),
      toolWords[tool.status],
      tool.error === null ? '' : codeCell(tool.error, mostCharacters),
    ])
  const more = tools.length - rows.length
  const columns = ['tool', 'frame', 'started', 'took', 'status', 'error']
  const left = more > 0 ? [`and ${formatCounted(more, 'more call')}`] : []
  return ['### Tools', table(columns, rows, [1, 2, 3]), ...left]
}

const toolWords: Record<Tool['status'], string> = {
  open: 'open',
  ok: 'ok',
  error: 'failed',
  no_end: 'no end recorded',
  orphan_end: 'no start recorded',
}

function short(text: string): string {
  return codeCell(text, mostCharacters)
}

function table(columns: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []) {
  const rule = columns.map((_, at) => (right.includes(at) ? '---:' : '---'))
  return [columns, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
