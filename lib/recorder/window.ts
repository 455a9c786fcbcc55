type Sums = { frames: number; bytes: number; lagMs: number }

const SLOTS = 10
const SLOT_MS = 1000

/** What was stored within the last ten seconds, kept second by second. */
export function createWindow(now: () => number): {
  add(sums: Sums): void
  read(): { framesPerSecond: number; bytesPerSecond: number; lagMs: number | null }
} {
  const startedAt = now()
  const slots = Array.from({ length: SLOTS }, () => ({ second: -1, frames: 0, bytes: 0, lagMs: 0 }))
  const second = () => Math.floor((now() - startedAt) / SLOT_MS)
  return {
    add({ frames, bytes, lagMs }) {
      const at = second()
      const slot = slots[at % SLOTS] as (typeof slots)[number]
      if (slot.second !== at) Object.assign(slot, { second: at, frames: 0, bytes: 0, lagMs: 0 })
      slot.frames += frames
      slot.bytes += bytes
      slot.lagMs = Math.max(slot.lagMs, lagMs)
    },
    read() {
      const at = second()
      const held = slots.filter((slot) => slot.second > at - SLOTS && slot.second >= 0)
      // A process that has just begun has no ten seconds yet.
      const seconds = Math.min(SLOTS, Math.max(1, (now() - startedAt) / SLOT_MS))
      const sum = (name: 'frames' | 'bytes') => held.reduce((total, slot) => total + slot[name], 0)
      return {
        framesPerSecond: sum('frames') / seconds,
        bytesPerSecond: sum('bytes') / seconds,
        lagMs: held.length === 0 ? null : Math.max(...held.map((slot) => slot.lagMs)),
      }
    },
  }
}
