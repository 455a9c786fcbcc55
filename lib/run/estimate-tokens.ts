/** Counts tokens as common models would. What model a run used is rarely known, so this is an estimate and shown as one. */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  // Loaded on first use: its tables take two megabytes.
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  return (text) => {
    let tokens = 0
    for (let at = 0; at < text.length;) {
      const end = pieceEnd(text, at)
      // Text of a run may hold what looks like a control token; here it is text.
      tokens += countTokens(text.slice(at, end), { disallowedSpecial: new Set() })
      at = end
    }
    return tokens
  }
}

const pieceLength = 1000

/**
 * Where the next piece ends: before a word, where there is one. The tokenizer takes the square of the length of what it
 * finds no word in, ten seconds for 50,000 characters of Chinese; a cut in there costs a token at most.
 */
function pieceEnd(text: string, from: number): number {
  const most = from + pieceLength
  if (most >= text.length) return text.length
  for (let at = most; at > from + pieceLength / 2; at--) {
    if (isSpace(text.charCodeAt(at)) && !isSpace(text.charCodeAt(at - 1))) return at
  }
  // Never between the two halves of a character.
  const isHigh = (text.charCodeAt(most - 1) & 0xfc00) === 0xd800
  return isHigh ? most - 1 : most
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10
}
