import type { OperationField } from '#lib/dialects/dialect.ts'

export type Placed = { field: OperationField; isWide: boolean }

/** Fields in two columns without holes: long texts are wide, and so is a short one that is left without a neighbour. */
export function fieldSpans(fields: readonly OperationField[]): Placed[] {
  const isLong = (field: OperationField | undefined) => field?.type === 'textarea' || field?.type === 'json'
  const placed: Placed[] = []
  for (let at = 0; at < fields.length; at++) {
    const [field, next] = fields.slice(at, at + 2)
    if (!field) break
    if (isLong(field) || !next || isLong(next)) placed.push({ field, isWide: true })
    else {
      placed.push({ field, isWide: false }, { field: next, isWide: false })
      at++
    }
  }
  return placed
}

/** Those that are always shown, for they must be filled or are sent as they begin, and those that are shown on demand. */
export function splitFields(fields: readonly OperationField[]): {
  main: readonly OperationField[]
  more: readonly OperationField[]
} {
  const isMain = (field: OperationField) => field.required || field.initial !== undefined
  const more = fields.filter((field) => !isMain(field))
  return more.length <= 2 ? { main: fields, more: [] } : { main: fields.filter(isMain), more }
}
