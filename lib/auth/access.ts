import { env, isLoopback } from '#lib/env.ts'
import { secret } from '#lib/secret/secret.ts'

/** Who may use the app: everybody on this machine, or only those with the key. */
export type Access = { name: 'open' } | { name: 'key'; apiKey: string; secret: Uint8Array }

/** A key is needed as soon as one is set. (Without one the environment refuses a HOST that others can reach.) */
export function access(): Access {
  const { apiKey, host } = env()
  if (apiKey !== null) return { name: 'key', apiKey, secret: secret() }
  if (!isLoopback(host)) throw new Error(`HOST is ${host}, and RUNTAPE_API_KEY is not set`)
  return { name: 'open' }
}
