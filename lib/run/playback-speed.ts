/** How many times faster than the run its replay goes; `max` is as fast as frames can be read. */
export const speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 'max'] as const

export type Speed = (typeof speeds)[number]

/** The next speed up or down, or the same at either end. */
export function nextSpeed(speed: Speed, by: 1 | -1): Speed {
  return speeds[speeds.indexOf(speed) + by] ?? speed
}

/** The speed that a text names, as an address does. */
export function speedOf(text: string | null): Speed | null {
  return speeds.find((speed) => String(speed) === text) ?? null
}
