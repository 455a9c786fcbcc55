import { markdownParts } from './markdown-parts.ts'

/** A stretch of one of a message's texts: which one, from where on, and as it reads without what is before it. */
export type TextPiece = { index: number; at: number; text: string }

/** A message cut to what is shown of it, and how many lines are not. */
export type TextWindow = { pieces: readonly TextPiece[]; before: number; after: number }

const firstLines = 12
const firstCharacters = 1400
const lastCharacters = 6000

/**
 * What is shown of a message, which comes as one text or as several that go on with each other: its first lines, for
 * one that is read past; its end, for one that is being written; or all of it.
 */
export function windowOf(texts: readonly string[], part: 'head' | 'tail' | 'whole'): TextWindow {
  switch (part) {
    case 'head':
      return headOf(texts)
    case 'tail':
      return tailOf(texts)
    case 'whole': {
      const fences = fencesBefore(texts)
      return {
        pieces: texts.map((text, index) => ({ index, at: 0, text: opened(text, fences[index]) })),
        before: 0,
        after: 0,
      }
    }
    default:
      return part satisfies never
  }
}

/** Whole where only little would be hidden. */
function headOf(texts: readonly string[]): TextWindow {
  const [text = '', ...others] = texts
  const lines = text.split('\n')
  let at = 0
  let characters = 0
  while (at < lines.length && at < firstLines && characters < firstCharacters) {
    characters += (lines[at]?.length ?? 0) + 1
    at += 1
  }
  const isShort = others.length === 0 && lines.length - at <= 3 && text.length - characters < 600
  if (isShort) return { pieces: [{ index: 0, at: 0, text }], before: 0, after: 0 }
  // A line may itself be long: it is cut too.
  const head = lines
    .slice(0, at)
    .join('\n')
    .slice(0, firstCharacters * 2)
  const fence = openFence(head)
  const hidden = lines.length - at + others.reduce((sum, other) => sum + breaksIn(other), 0)
  return {
    pieces: [{ index: 0, at: 0, text: fence === null ? head : `${head}\n${fence}` }],
    before: 0,
    after: Math.max(1, hidden),
  }
}

/** The last text, and the end of the one before where that is short. */
function tailOf(texts: readonly string[]): TextWindow {
  const fences = fencesBefore(texts)
  const pieces: TextPiece[] = []
  let wanted = lastCharacters
  let before = 0
  for (let index = texts.length - 1; index >= 0; index -= 1) {
    const text = texts[index] ?? ''
    const at = wanted > 0 ? cutOf(text, wanted) : text.length
    const hidden = text.slice(0, at)
    if (at > 0) before += breaksIn(hidden)
    if (wanted <= 0) continue
    pieces.unshift({ index, at, text: opened(text.slice(at), openFence(hidden, fences[index])) })
    wanted = at > 0 ? 0 : wanted - text.length
  }
  const first = pieces[0]
  const isWhole = first === undefined || (first.index === 0 && first.at === 0)
  return { pieces, before: isWhole ? 0 : Math.max(1, before), after: 0 }
}

/** Where the end of a text is cut off: where a part begins, else a line. It moves on in steps while the text grows. */
function cutOf(text: string, wanted: number): number {
  if (text.length <= wanted * 1.5) return 0
  const from = Math.floor((text.length - wanted) / 1024) * 1024
  const part = markdownParts(text).find(({ at }) => at >= from)?.at
  if (part !== undefined && text.length - part >= wanted / 3) return part
  const line = text.indexOf('\n', from) + 1
  return line > 0 && text.length - line >= wanted / 3 ? line : from
}

function opened(text: string, fence: string | null | undefined): string {
  return fence ? `${fence}\n${text}` : text
}

/** For each text the fence of the code block that it begins in. */
function fencesBefore(texts: readonly string[]): (string | null)[] {
  let open: string | null = null
  return texts.map((text) => {
    const before = open
    open = openFence(text, open)
    return before
  })
}

/** The fence of the code block that is still open at the end of a text, which begins in the one that is given. */
function openFence(text: string, before: string | null = null): string | null {
  let open = before
  for (const [, fence = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === null) open = fence
    else if (fence.startsWith(open)) open = null
  }
  return open
}

function breaksIn(text: string): number {
  return text.split('\n').length - 1
}
