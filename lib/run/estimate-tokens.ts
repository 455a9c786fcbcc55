/** Counts tokens as common models would. What model a run used is rarely known, so this is an estimate and shown as one. */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  // Loaded on first use: its tables take two megabytes.
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  // Text of a run may hold what looks like a control token; here it is text.
  return (text) => countTokens(text, { disallowedSpecial: new Set() })
}
