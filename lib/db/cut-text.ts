/** Text cut to so many bytes of UTF-8, never inside a character. */
export function cutText(text: string | null, limit: number): { text: string | null; truncated: boolean } {
  if (text === null || text.length * 3 <= limit) return { text, truncated: false }
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= limit) return { text, truncated: false }
  let end = limit
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return { text: bytes.toString('utf8', 0, end), truncated: true }
}
