import { headers } from 'next/headers'

/** The address under which the browser reached this server, for commands to copy. */
export async function requestOrigin(): Promise<string> {
  const given = await headers()
  const scheme = given.get('x-forwarded-proto')?.split(',').at(-1)?.trim() ?? 'http'
  return `${scheme}://${given.get('host') ?? '127.0.0.1'}`
}
