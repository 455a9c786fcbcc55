// How far apart colours look, to eyes of every kind. Only tests use it: colours are chosen once, and checked for ever.

export type Rgb = readonly [number, number, number]

/** A colour written as `#rrggbb`, in linear light, 0 to 1. */
export function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(linear(a)), luminance(linear(b))].toSorted((one, other) => one - other)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Full dichromacy, as matrices over linear light (Machado, Oliveira and Fernandes, 2009). */
const vision = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const

export type Vision = keyof typeof vision

export const visions = Object.keys(vision) as Vision[]

/** Distance of two colours in OKLab, as eyes of that kind see them. 0.02 is just noticeable. */
export function distance(a: string, b: string, eyes: Vision): number {
  const [one, other] = [oklab(seen(linear(a), eyes)), oklab(seen(linear(b), eyes))]
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])
}

function seen(rgb: Rgb, eyes: Vision): Rgb {
  const clamped = (value: number) => Math.min(1, Math.max(0, value))
  const [r, g, b] = multiply(vision[eyes], rgb)
  return [clamped(r), clamped(g), clamped(b)]
}

function oklab(rgb: Rgb): Rgb {
  const cones = multiply(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005,
    ],
    rgb,
  )
  return multiply(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    [Math.cbrt(cones[0]), Math.cbrt(cones[1]), Math.cbrt(cones[2])],
  )
}

function multiply(m: readonly number[], [x, y, z]: Rgb): Rgb {
  const row = (at: number) => (m[at] ?? 0) * x + (m[at + 1] ?? 0) * y + (m[at + 2] ?? 0) * z
  return [row(0), row(3), row(6)]
}
