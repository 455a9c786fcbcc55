import type { Frame, FramesPage } from '#lib/api/frame.ts'

/**
 * Delivers frames in order and without a hole, whatever the stream brings: what is already there is dropped,
 * and where a number is missing the range is read again. `end` comes after everything that is stored.
 */
export function createOrderedFeed(
  after: number,
  read: (after: number, limit: number) => Promise<FramesPage>,
  deliver: { frames(frames: readonly Frame[]): void; end(): void; failed(error: unknown): void },
) {
  let last = after
  let wanted = after
  let reading = false
  let ended = false
  let closed = false

  function take(frames: readonly Frame[]): void {
    const fresh = frames.filter((frame) => frame.seq > last)
    const hole = fresh.findIndex((frame, index) => frame.seq !== last + 1 + index)
    const dense = hole === -1 ? fresh : fresh.slice(0, hole)
    if (dense.length > 0) {
      last += dense.length
      deliver.frames(dense)
    }
    wanted = Math.max(wanted, fresh.at(-1)?.seq ?? 0)
  }

  async function fill(): Promise<void> {
    if (reading) return
    reading = true
    try {
      while (!closed && (last < wanted || ended)) {
        const before = last
        const page = await read(last, 1000)
        if (closed) return
        take(page.frames)
        if (last > before) continue
        if (last < wanted) throw new Error(`Frame ${last + 1} is not stored, although ${wanted} is.`)
        deliver.end()
        return
      }
    } catch (error) {
      if (!closed) deliver.failed(error)
    } finally {
      reading = false
    }
  }

  return {
    push(frames: readonly Frame[]): void {
      // While a range is being read, what comes is read with it: order is kept without a queue.
      if (reading) wanted = Math.max(wanted, frames.at(-1)?.seq ?? 0)
      else take(frames)
      if (last < wanted) void fill()
    },
    /** The stream has passed this frame already. */
    reached(seq: number): void {
      wanted = Math.max(wanted, seq)
      if (last < wanted) void fill()
    },
    end(): void {
      ended = true
      void fill()
    },
    /** Try again what failed. */
    retry(): void {
      if (last < wanted || ended) void fill()
    },
    close(): void {
      closed = true
    },
    last: () => last,
  }
}
