import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '#lib/log.ts'
import type { ApiClient } from './api-client.ts'
import { agentsOf, drawFate, opening } from './cast.ts'
import { durationMs, type Fate } from './fate.ts'
import type { Platform } from './platform.ts'
import type { Scene, SceneOf } from './scene.ts'

// Between these many runs stream at any time, give or take one that hangs.
const FEWEST = 4
const MOST = 6
// Longer than the recorder waits between two attempts, so that a cut run can still be resumed.
const KEEP_MS = 120_000
const HANG_MS = 600_000

/** Tells scenes on platforms and keeps count of those under way. */
export class Stage {
  #platforms: readonly Platform[]
  #scenes: readonly SceneOf[]
  #api: ApiClient
  #random: () => number
  #endings = new Set<number>()
  #forgetting = new Map<NodeJS.Timeout, () => void>()
  #hanging = 0

  constructor(world: {
    platforms: readonly Platform[]
    scenes: readonly SceneOf[]
    api: ApiClient
    random: () => number
  }) {
    this.#platforms = world.platforms
    this.#scenes = world.scenes
    this.#api = world.api
    this.#random = world.random
  }

  /** Plays until `signal` aborts. Never rejects. */
  async play(signal: AbortSignal): Promise<void> {
    for (const { platform, fate, agent, watchedLate } of opening) {
      if (signal.aborted) break
      await this.#tell({ slug: platform, fate, agents: [agent], speed: 3, watchedLate: watchedLate ?? false }, signal)
      await pause(600, signal)
    }
    while (!signal.aborted) {
      const streaming = this.#streaming()
      if (streaming >= FEWEST) await pause(6000 + 4000 * this.#random(), signal)
      if (streaming < MOST && !signal.aborted) await this.#tell(this.#draw(), signal)
    }
    for (const timer of this.#forgetting.keys()) clearTimeout(timer)
  }

  #draw() {
    const drawn = drawFate(this.#random)
    const fate = drawn === 'hangs' && this.#hanging > 0 ? 'completed' : drawn
    const slug = this.#one(this.#platforms).source.slug
    return { slug, fate, agents: agentsOf[slug] ?? [], speed: 1, watchedLate: slug !== 'feed' && this.#random() < 0.1 }
  }

  async #tell(
    {
      slug,
      fate,
      agents,
      speed,
      watchedLate,
    }: { slug: string; fate: Fate; agents: readonly string[]; speed: number; watchedLate: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const platform = this.#platforms.find(({ source }) => source.slug === slug)
    const scene = this.#scene(agents)
    if (!platform || !scene) return
    const tempo = { random: this.#random, piecesPerSecond: 20 + 60 * this.#random(), speed }
    const session = `${scene.agent}-${this.#pick(100, 140)}`
    const run = platform.prepare({ scene, fate, tempo, session })
    this.#remember(() => run.forget(), fate, durationMs(run.script))
    try {
      if (watchedLate) {
        run.begin()
        await pause(2500, signal)
        const { source, labels } = run.start
        await this.#api.recordRun({ source, upstreamRunId: run.upstreamRunId, threadId: session, labels })
      } else {
        await this.#api.startRun(run.start)
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error, source: slug }, 'demo: a run could not be started')
      await pause(2000, signal)
    }
  }

  #remember(forget: () => void, fate: Fate, takesMs: number): void {
    const endsAt = Date.now() + takesMs
    if (fate === 'hangs') this.#hanging += 1
    else this.#endings.add(endsAt)
    const timer = setTimeout(
      () => {
        this.#forgetting.delete(timer)
        if (fate === 'hangs') this.#hanging -= 1
        forget()
      },
      fate === 'hangs' ? HANG_MS : takesMs + KEEP_MS,
    )
    this.#forgetting.set(timer, forget)
  }

  #streaming(): number {
    for (const endsAt of this.#endings) if (endsAt < Date.now()) this.#endings.delete(endsAt)
    return this.#endings.size
  }

  #scene(agents: readonly string[]): Scene | null {
    const all = this.#scenes.map((tell) => tell((from, to) => this.#pick(from, to)))
    const fitting = all.filter((scene) => agents.includes(scene.agent))
    return fitting.length > 0 ? this.#one(fitting) : null
  }

  #pick(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1))
  }

  #one<T>(items: readonly T[]): T {
    const item = items[this.#pick(0, items.length - 1)]
    if (item === undefined) throw new RangeError('nothing to choose from')
    return item
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // The only way that this rejects is the abort, which the caller looks at itself.
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
