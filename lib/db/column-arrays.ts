/** Columns of whole numbers and their Postgres types. */
export type Columns = Readonly<Record<string, 'smallint' | 'int' | 'bigint'>>

export type ColumnArray = { push(value: number | bigint): void; literal(): string }

/** An array of values for each column, to be sent as the text of a Postgres array. */
export function columnArrays<Name extends string>(columns: Readonly<Record<Name, string>>): Record<Name, ColumnArray> {
  const names = Object.keys(columns) as Name[]
  return Object.fromEntries(names.map((name) => [name, columnArray()])) as Record<Name, ColumnArray>
}

/**
 * The same columns as a table for the FROM of a statement whose parameters from number `first` on are the literals.
 * Each stands behind a SELECT: a bare one would be read by the planner as well as by the executor.
 */
export function unnest(columns: Columns, { first, as }: { first: number; as: string }): string {
  const arrays = Object.values(columns).map((type, i) => `(SELECT $${first + i}::text)::${type}[]`)
  return `unnest(${arrays.join(', ')}) AS ${as}(${Object.keys(columns).join(', ')})`
}

/** Only numbers go in, so nothing needs quoting: `{1,2,3}`. */
function columnArray(): ColumnArray {
  const values: (number | bigint)[] = []
  return {
    push: (value) => void values.push(value),
    // Joined at once: a text that grows number by number is a long chain of parts by the time it is read.
    literal: () => `{${values.join(',')}}`,
  }
}
