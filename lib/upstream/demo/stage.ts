import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '#lib/log.ts'
import type { ApiClient } from './api-client.ts'
import { agentsOf, drawFate, opening } from './cast.ts'
import type { Fate } from './fate.ts'
import type { Manner, Platform } from './platform.ts'
import { asks, failing, type Scene, type SceneOf } from './scene.ts'

// Between these many runs stream at any time, give or take one that hangs.
const FEWEST = 4
const MOST = 6
// Longer than the recorder waits between two attempts, so that a cut run can still be resumed.
const KEEP_MS = 120_000
const HANG_MS = 600_000

type Draw = { slug: string; fate: Fate; agents: readonly string[]; speed: number; manner: Manner }

/** Tells scenes on platforms and keeps count of those under way. */
export class Stage {
  #platforms: readonly Platform[]
  #scenes: readonly SceneOf[]
  #api: ApiClient
  #random: () => number
  #endings = new Set<number>()
  #forgetting = new Map<NodeJS.Timeout, () => void>()
  /** Runs under way that nothing ends: of each such fate, one at a time. */
  #endless = new Set<Fate>()

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
    for (const { platform, fate, agent, manner = 'started' } of opening) {
      if (signal.aborted) break
      await this.#tell({ slug: platform, fate, agents: [agent], speed: 3, manner }, signal)
      await pause(500, signal)
    }
    while (!signal.aborted) {
      const streaming = this.#streaming()
      if (streaming >= FEWEST) await pause(6000 + 4000 * this.#random(), signal)
      if (streaming < MOST && !signal.aborted) await this.#tell(this.#draw(), signal)
    }
    for (const timer of this.#forgetting.keys()) clearTimeout(timer)
  }

  #draw(): Draw {
    const drawn = drawFate(this.#random)
    const { source, fates, manners } = this.#one(this.#platforms)
    const fate = fates.includes(drawn) && !this.#endless.has(drawn) ? drawn : 'completed'
    const others = fate === 'completed' && this.#random() < 0.3 ? manners : []
    const manner = others.length > 0 ? this.#one(others) : 'started'
    return {
      slug: source.slug,
      fate,
      agents: agentsOf[source.slug] ?? [],
      speed: 1,
      manner,
    }
  }

  async #tell({ slug, fate, agents, speed, manner }: Draw, signal: AbortSignal): Promise<void> {
    const platform = this.#platforms.find(({ source }) => source.slug === slug)
    const scene = this.#scene(agents, fate)
    if (!platform || !scene) return
    const tempo = { random: this.#random, piecesPerSecond: 20 + 60 * this.#random(), speed }
    const session = `${scene.agent}-${this.#pick(100, 140)}`
    const run = platform.prepare({ scene, fate, tempo, manner, session })
    this.#remember(() => run.forget(), fate, run.takesMs)
    try {
      if (manner === 'late' || run.start === null) {
        run.begin()
        if (run.record === null) return
        await pause(2500, signal)
        await this.#api.recordRun(run.record)
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
    const isEndless = fate === 'hangs' || fate === 'waits'
    if (isEndless) this.#endless.add(fate)
    else this.#endings.add(endsAt)
    const timer = setTimeout(
      () => {
        this.#forgetting.delete(timer)
        if (isEndless) this.#endless.delete(fate)
        forget()
      },
      isEndless ? HANG_MS : takesMs + KEEP_MS,
    )
    this.#forgetting.set(timer, forget)
  }

  #streaming(): number {
    for (const endsAt of this.#endings) if (endsAt < Date.now()) this.#endings.delete(endsAt)
    return this.#endings.size
  }

  #scene(agents: readonly string[], fate: Fate): Scene | null {
    const all = this.#scenes.map((tell) => tell((from, to) => this.#pick(from, to)))
    const fitting = all
      .filter((scene) => agents.includes(scene.agent) && asks(scene) === (fate === 'waits'))
      .filter((scene) => fate !== 'failed' || failing(scene) !== null)
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
