import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether a key is the right one, in a time that tells nothing of how much of it is right. */
export function isSameKey(given: string, apiKey: string): boolean {
  return timingSafeEqual(digest(given), digest(apiKey))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
