import type { Run } from '#lib/api/run.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'

/** One figure as it was recorded here, and as the upstream says it. */
export type TotalRow = {
  label: string
  /** The upstream's own name, where the label is ours. */
  name: string | null
  recorded: string | null
  upstream: string | null
  /** Whether both are known and they are not the same. */
  differs: boolean
}

type Figures = Pick<
  Run,
  | 'inputTokens'
  | 'outputTokens'
  | 'reasoningTokens'
  | 'cachedTokens'
  | 'tokensEstimated'
  | 'cost'
  | 'durationMs'
  | 'upstreamTotals'
  | 'integrity'
>

type Figure = {
  label: string
  names: readonly string[]
  /** What was recorded here, in the unit of the upstream's. */
  recorded: (run: Figures) => number | null
  show: (value: number, run: Figures) => string
  /** Only worth a row where the upstream says it: it follows from the others. */
  derived?: true
  /** How far apart two values may be and still say the same. */
  slack: (value: number) => number
}

const exactly = () => 0

const tokens = (run: Figures, count: number | null) => (run.tokensEstimated ? null : count)

const figures: readonly Figure[] = [
  {
    label: 'Input tokens',
    names: ['total_input_tokens', 'totalInputTokens', 'input_tokens', 'inputTokens', 'prompt_tokens'],
    recorded: (run) => tokens(run, run.inputTokens),
    show: formatCount,
    slack: exactly,
  },
  {
    label: 'Output tokens',
    names: ['total_output_tokens', 'totalOutputTokens', 'output_tokens', 'outputTokens', 'completion_tokens'],
    recorded: (run) => tokens(run, run.outputTokens),
    show: formatCount,
    slack: exactly,
  },
  {
    label: 'Reasoning tokens',
    names: ['reasoning_tokens', 'reasoningTokens'],
    recorded: (run) => tokens(run, run.reasoningTokens),
    show: formatCount,
    slack: exactly,
  },
  {
    label: 'Cached tokens',
    names: ['cached_tokens', 'cachedTokens', 'cache_read_input_tokens'],
    recorded: (run) => tokens(run, run.cachedTokens),
    show: formatCount,
    slack: exactly,
  },
  {
    label: 'All tokens',
    derived: true,
    names: ['total_tokens', 'totalTokens'],
    recorded: (run) => {
      const { inputTokens, outputTokens } = run
      return inputTokens === null || outputTokens === null ? null : tokens(run, inputTokens + outputTokens)
    },
    show: formatCount,
    slack: exactly,
  },
  {
    label: 'Cost',
    names: ['total_cost_usd', 'totalCostUsd', 'cost_usd', 'costUsd'],
    recorded: (run) => (run.cost?.currency.toUpperCase() === 'USD' ? run.cost.amount : null),
    show: (value) => formatMoney(value, 'USD'),
    // Rounding on the way, not another sum.
    slack: (value) => Math.max(0.000_001, value * 0.005),
  },
  {
    label: 'Duration',
    names: ['duration_ms', 'durationMs', 'total_duration_ms', 'totalDurationMs'],
    recorded: (run) => run.durationMs,
    show: formatDuration,
    // Two clocks, on two machines, around not quite the same span.
    slack: (value) => Math.max(1000, value * 0.1),
  },
  {
    label: 'Cache hit rate',
    derived: true,
    names: ['cache_hit_rate', 'cacheHitRate'],
    recorded: (run) =>
      run.cachedTokens === null || !run.inputTokens ? null : tokens(run, run.cachedTokens / run.inputTokens),
    show: (value) => `${(value * 100).toFixed(1)} %`,
    slack: () => 0.005,
  },
  {
    label: 'Credits',
    names: ['credits_used', 'creditsUsed', 'credits'],
    recorded: () => null,
    show: plain,
    slack: exactly,
  },
]

/**
 * Our figures beside the upstream's own, never merged: known names under labels of ours, in this order, then whatever
 * else it says by its own name.
 */
export function totalRows(run: Figures): TotalRow[] {
  const said = run.upstreamTotals ?? {}
  const taken = new Set<string>()
  const rows = figures.flatMap((figure) => {
    const name = figure.names.find((one) => numberOf(said[one]) !== null) ?? null
    if (name !== null) taken.add(name)
    const upstream = name === null ? null : numberOf(said[name])
    // Of a run that was only listed, every figure is the upstream's.
    const recorded = run.integrity === 'not_recorded' ? null : figure.recorded(run)
    if (upstream === null && (recorded === null || figure.derived)) return []
    const differs =
      recorded !== null &&
      upstream !== null &&
      Math.abs(recorded - upstream) > figure.slack(Math.max(recorded, upstream))
    const show = (value: number | null) => (value === null ? null : figure.show(value, run))
    return [{ label: figure.label, name, recorded: show(recorded), upstream: show(upstream), differs }]
  })
  return [...otherCost(run), ...rows, ...unknown(said, taken)]
}

/** How much money: as many digits as a small sum needs. */
export function formatMoney(amount: number, currency: string): string {
  const digits = amount === 0 || amount >= 1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(amount)) + 2)
  const sum = amount.toFixed(Math.max(2, digits)).replace(/(\.\d\d\d*?)0+$/, '$1')
  return currency.toUpperCase() === 'USD' ? `$${sum}` : `${sum} ${currency}`
}

/** A cost in a currency that no upstream total has a name for. */
function otherCost({ cost }: Figures): TotalRow[] {
  if (cost === null || cost.currency.toUpperCase() === 'USD') return []
  const recorded = formatMoney(cost.amount, cost.currency)
  return [{ label: 'Cost', name: null, recorded, upstream: null, differs: false }]
}

function unknown(said: Readonly<Record<string, unknown>>, taken: ReadonlySet<string>): TotalRow[] {
  return Object.entries(said)
    .filter(([name, value]) => !taken.has(name) && value !== null && value !== '')
    .map(([name, value]) => ({
      label: name,
      name: null,
      recorded: null,
      upstream: typeof value === 'number' ? plain(value) : typeof value === 'string' ? value : JSON.stringify(value),
      differs: false,
    }))
}

/** A number with groups before the point and its own digits after it. */
function plain(value: number): string {
  if (Math.abs(value) >= 1e15 || !Number.isFinite(value)) return String(value)
  const [whole = '0', rest] = String(value).split('.')
  return `${whole.startsWith('-') ? '-' : ''}${formatCount(Math.abs(Number(whole)))}${rest === undefined ? '' : `.${rest}`}`
}

/** Totals come as numbers, or as decimals in text, which keep every digit of a sum. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : null
}
