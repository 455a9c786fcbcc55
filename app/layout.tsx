import './globals.css'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { Nonce } from '#components/shell/nonce.tsx'
import { BottomTabs, Rail } from '#components/shell/rail.tsx'
import { readTheme, themeCookie } from '#components/shell/theme.ts'
import { cx } from '#components/ui/cx.ts'
import { needsKey } from '#lib/auth/require-session.ts'

export const metadata: Metadata = {
  title: { default: 'Runtape', template: '%s · Runtape' },
  description: 'A flight recorder for agent runs.',
  referrer: 'same-origin',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f7f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0b0d10' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page made at build time has no nonce, and its scripts would be refused.
  await connection()
  const theme = readTheme((await cookies()).get(themeCookie)?.value)
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={cx(GeistSans.variable, GeistMono.variable)}
      suppressHydrationWarning
    >
      <body className="flex flex-col md:flex-row">
        <Nonce value={nonce}>
          <Rail canSignOut={needsKey()} />
          {children}
          <BottomTabs canSignOut={needsKey()} />
        </Nonce>
      </body>
    </html>
  )
}
