import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { access } from './access.ts'
import { authorize } from './authorize.ts'
import { nextPath } from './next-path.ts'

/**
 * Every page and server action begins with this: without a session it leads to the sign-in page, and from there back to
 * `next`, which is the page asked for unless told otherwise.
 */
export async function requireSession(next?: string): Promise<void> {
  const given = await headers()
  const verdict = await authorize({ method: 'GET', headers: given }, access())
  if (verdict.ok) return
  if (verdict.status === 403) throw new Error(verdict.detail)
  const path = nextPath(next ?? given.get('x-runtape-path'))
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
}

/** Whether this app asks for a key at all: without one there is nothing to sign in to or out of. */
export function needsKey(): boolean {
  return access().name === 'key'
}
