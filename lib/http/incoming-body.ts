import type { Dispatcher } from 'undici'
import { toUpstreamError } from './upstream-error.ts'

/** Bytes as they arrive; a break is an `UpstreamError`. Destroy it to hang up. */
export type UpstreamBody = AsyncIterable<Uint8Array> & { destroy(error?: Error): void }

const HIGH_WATER_BYTES = 256 * 1024

/**
 * The body of one answer, in a queue of its own: what came before a break is read first, then the break is an error.
 * (undici's readable body drops what it holds when the socket goes, and with it the frames just before a crash.)
 */
export class IncomingBody implements UpstreamBody {
  #controller: Dispatcher.DispatchController
  #signal: AbortSignal
  #chunks: Uint8Array[] = []
  #bytes = 0
  #ended = false
  #error: Error | null = null
  #changed = Promise.withResolvers<void>()

  constructor(controller: Dispatcher.DispatchController, signal: AbortSignal) {
    this.#controller = controller
    this.#signal = signal
  }

  push(chunk: Uint8Array): void {
    if (this.#ended) return
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes >= HIGH_WATER_BYTES) this.#controller.pause()
    this.#wake()
  }

  end(error: Error | null): void {
    if (this.#ended) return
    this.#ended = true
    this.#error = error
    this.#wake()
  }

  destroy(error = new DOMException('the reader hung up', 'AbortError') as Error): void {
    if (this.#ended) return
    this.#chunks = []
    this.end(error)
    this.#controller.abort(error)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift()
        if (chunk) {
          this.#bytes -= chunk.length
          if (this.#bytes < HIGH_WATER_BYTES / 2 && this.#controller.paused) this.#controller.resume()
          yield chunk
        } else if (this.#error) throw toUpstreamError(this.#error, this.#signal)
        else if (this.#ended) return
        else await this.#changed.promise
      }
    } finally {
      this.destroy()
    }
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }
}
