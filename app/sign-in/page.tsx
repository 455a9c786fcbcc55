import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInForm } from '#components/sign-in/sign-in-form.tsx'
import { nextPath } from '#lib/auth/next-path.ts'
import { needsKey } from '#lib/auth/require-session.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] | undefined }>
}) {
  const { next } = await searchParams
  const path = nextPath([next].flat()[0])
  if (!needsKey()) redirect(path)
  return (
    <main className="grid min-h-dvh flex-1 place-items-center p-4">
      <SignInForm next={path} />
    </main>
  )
}
