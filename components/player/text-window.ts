/** A long text cut to what is shown of it, and how many lines are not. */
export type TextWindow = { text: string; before: number; after: number }

const firstLines = 12
const firstCharacters = 1400
const lastCharacters = 6000

/** The first lines of a text, for a block that is read past; whole where only little would be hidden. */
export function headOf(text: string): TextWindow {
  const lines = text.split('\n')
  let at = 0
  let characters = 0
  while (at < lines.length && at < firstLines && characters < firstCharacters) {
    characters += (lines[at]?.length ?? 0) + 1
    at += 1
  }
  if (lines.length - at <= 3 && text.length - characters < 600) return { text, before: 0, after: 0 }
  // A line may itself be long: it is cut too.
  const head = lines
    .slice(0, at)
    .join('\n')
    .slice(0, firstCharacters * 2)
  return { text: closeFence(head), before: 0, after: Math.max(1, lines.length - at) }
}

/** The end of a text, for the block that is being written. It begins at a paragraph, and inside no code block. */
export function tailOf(text: string): TextWindow {
  if (text.length <= lastCharacters * 1.5) return { text, before: 0, after: 0 }
  const from = text.length - lastCharacters
  const paragraph = text.indexOf('\n\n', from)
  const cut = paragraph === -1 ? from : paragraph + 2
  const hidden = text.slice(0, cut)
  const fence = openFence(hidden)
  return {
    text: (fence === null ? '' : `${fence}\n`) + text.slice(cut),
    before: hidden.split('\n').length - 1 || 1,
    after: 0,
  }
}

function closeFence(text: string): string {
  const fence = openFence(text)
  return fence === null ? text : `${text}\n${fence}`
}

/** The fence of the code block that is still open at the end of a text. */
function openFence(text: string): string | null {
  let open: string | null = null
  for (const [, fence = ''] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === null) open = fence
    else if (fence.startsWith(open)) open = null
  }
  return open
}
