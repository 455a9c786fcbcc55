import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import { createSplitter } from '#lib/sse/split.ts'

/**
 * The hash chain of the bytes of an `.sse` file, cut into blocks at their blank lines. Where connections met, or blank
 * lines stood beside blocks, the recorder may have cut elsewhere: then the chains differ though the bytes do not.
 */
export async function chainOfSse(chunks: AsyncIterable<Uint8Array>): Promise<{ chain: string; bytes: number }> {
  const splitter = createSplitter()
  let chain = emptyChain
  let bytes = 0
  const take = ({ pieces }: Pick<ReturnType<typeof splitter.end>, 'pieces'>) => {
    for (const piece of pieces) if (piece.type === 'block') chain = nextChain(chain, piece.raw)
  }
  for await (const chunk of chunks) {
    bytes += chunk.length
    take({ pieces: splitter.push(chunk) })
  }
  const end = splitter.end()
  take(end)
  if (end.tail.length > 0) chain = nextChain(chain, end.tail)
  return { chain, bytes }
}
