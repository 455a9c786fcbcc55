/** A download that is read as fast as the client takes it, and left when the client leaves. */
export function streamBytes(
  parts: AsyncIterable<Uint8Array>,
  { type, name, headers = {} }: { type: string; name: string; headers?: Record<string, string> },
): Response {
  const reading = parts[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reading.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await reading.return?.()
    },
  })
  return new Response(body, {
    headers: {
      ...headers,
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      // What an upstream sent must not become a page of this site, whatever is in it.
      'content-security-policy': 'sandbox',
      'cache-control': 'private, no-store, no-transform',
    },
  })
}
