import { env, isLoopback } from '#lib/env.ts'
import type { AddressPolicy } from './address-policy.ts'

/** The address policy that the environment asks for. */
export function policy(): AddressPolicy {
  const { host, upstreamAllow } = env()
  return { loopback: isLoopback(host), allow: upstreamAllow }
}
