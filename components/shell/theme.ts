export const themes = ['system', 'light', 'dark'] as const

export type Theme = (typeof themes)[number]

export const themeCookie = 'runtape_theme'

/** The theme that a cookie asks for; `system` unless it says otherwise. */
export function readTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}
