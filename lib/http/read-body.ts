import type { UpstreamBody } from './incoming-body.ts'
import { UpstreamError } from './upstream-error.ts'

/** A body up to `maxBytes`, and for at most `limitMs`. What comes after, or broke off, is left: the status says enough. */
export async function readBody(
  body: UpstreamBody,
  { maxBytes, limitMs }: { maxBytes: number; limitMs: number },
): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const timer = setTimeout(() => body.destroy(), limitMs)
  try {
    for await (const chunk of body) {
      parts.push(chunk)
      bytes += chunk.length
      if (bytes >= maxBytes) break
    }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
  } finally {
    clearTimeout(timer)
    body.destroy()
  }
  return Buffer.concat(parts).subarray(0, maxBytes)
}
