import dns from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { refuseAddress, type AddressPolicy } from './address-policy.ts'
import { UpstreamError } from './upstream-error.ts'

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

export type LookupAll = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A socket's lookup that judges every address of a name at the moment of connecting: a name that was public when the
 * source was saved may point inside now (DNS rebinding). One bad address refuses them all.
 */
export function guardedLookup(policy: AddressPolicy, lookup: LookupAll = dns.lookup) {
  return (host: string, options: LookupOptions, callback: Callback): void => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      for (const { address } of addresses) {
        const reason = refuseAddress(address, host, policy)
        if (reason) return callback(new UpstreamError('refused_address', `refused: ${reason}`), [])
      }
      const [first] = addresses
      if (!first) return callback(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), [])
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
