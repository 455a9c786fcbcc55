/** What a benchmark found. Every number is already text; the first column is the name of what was measured. */
export type Report = {
  title: string
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  goals: readonly Goal[]
  notes: readonly string[]
}

export type Goal = { what: string; wanted: string; measured: string; reached: boolean }

/** The lines of a report: what was measured, then what was wanted of it. */
export function reportLines({ title, columns, rows, goals, notes }: Report): string[] {
  const judged = goals.map(({ what, wanted, measured, reached }) => [
    what,
    wanted,
    measured,
    reached ? 'pass' : 'MISSED',
  ])
  return [
    '',
    title,
    '',
    ...tableLines([columns, ...rows]),
    '',
    ...tableLines([['goal', 'wanted', 'measured', ''], ...judged]),
    '',
    ...notes.map((note) => `  ${note}`),
  ]
}

/** A table with its head ruled off; all columns but the first are numbers and stand to the right. */
function tableLines(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)))
  const lines = rows.map((row) => {
    const cells = widths.map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)))
    return `  ${cells.join('   ')}`.trimEnd()
  })
  const rule = `  ${'-'.repeat(widths.reduce((sum, width) => sum + width + 3, -3))}`
  return lines.toSpliced(1, 0, rule)
}

/** A whole number with its thousands set apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** How many times as much, to two figures. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0)}x`
}

export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`
}
