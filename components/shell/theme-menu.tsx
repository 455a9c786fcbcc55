'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuChoice } from '#components/ui/menu.tsx'
import { readTheme, themeCookie, type Theme } from './theme.ts'

const options = [
  { value: 'system', label: 'Like the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

/** Chooses light, dark, or what the system says. The server reads the cookie, so a page never flashes. */
export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>(() =>
    typeof document === 'undefined' ? 'system' : readTheme(document.documentElement.dataset['theme']),
  )
  const choose = (next: Theme) => {
    setTheme(next)
    const { documentElement } = document
    if (next === 'system') delete documentElement.dataset['theme']
    else documentElement.dataset['theme'] = next
    document.cookie = `${themeCookie}=${next};path=/;max-age=31536000;samesite=lax`
  }
  return (
    <Menu trigger={<Button variant="bare" icon="theme" aria-label="Theme" />}>
      <MenuChoice value={theme} onChange={choose} options={options} />
    </Menu>
  )
}
