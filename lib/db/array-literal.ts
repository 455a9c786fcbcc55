export type ArrayLiteral = { push(value: number | bigint): void; literal(): string }

/** Builds the text of a Postgres array of whole numbers (`{1,2,3}`). Only numbers go in, so nothing needs quoting. */
export function intArray(): ArrayLiteral {
  let text = ''
  return {
    push(value) {
      text = text === '' ? String(value) : `${text},${value}`
    },
    literal: () => `{${text}}`,
  }
}
