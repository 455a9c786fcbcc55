import ipaddr from 'ipaddr.js'

/**
 * Which addresses an upstream may have. Only http and https; metadata services never, not even when they are on the
 * allow-list; loopback only while the app itself listens on loopback; other private ranges only by allow-list. Names
 * are judged twice: as written, and by every address that the lookup gives (see guarded-lookup.ts).
 */
export type AddressPolicy = {
  /** Whether loopback may be reached. */
  loopback: boolean
  /** Host names, addresses and CIDRs that may be private. */
  allow: readonly string[]
}

/** Why this URL may not be asked, in words, or null. Of a name this says only that its spelling is fine. */
export function refuseUrl(url: URL, policy: AddressPolicy): string | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol}// is not http or https`
  if (url.username !== '' || url.password !== '') return 'a user name or password in the URL is not allowed'
  const host = plainHost(url.hostname)
  if (host === '') return 'the URL has no host'
  if (ipaddr.isValid(host)) return refuseAddress(host, host, policy)
  if (metadataHosts.has(host)) return `${host} is a metadata service`
  if (isLoopbackName(host) && !policy.loopback) return `${host} is a loopback address`
  return null
}

/** Why this address, which is what `host` was written as or resolved to, may not be connected to, or null. */
export function refuseAddress(address: string, host: string, policy: AddressPolicy): string | null {
  if (!ipaddr.isValid(address)) return `${address} is not an address`
  const outer = ipaddr.parse(address)
  const inner = embeddedAddress(outer)
  const name = host === address ? address : `${host} resolves to ${address}, which`
  const is = (what: string) => `${name} is ${what}`
  for (const ip of inner ? [inner, outer] : [outer]) {
    if (isMetadata(ip)) return is('a metadata address')
    if (neverRanges.has(ip.range())) return is(`in the ${words(ip.range())} range`)
  }
  const ip = inner ?? outer
  if (ip.range() === 'loopback') return policy.loopback ? null : is('a loopback address')
  if (outer.range() === 'unicast') return null
  if (allows(policy.allow, plainHost(host), inner ? [inner, outer] : [outer])) return null
  return is(`in the ${words(outer.range())} range, which RUNTAPE_UPSTREAM_ALLOW does not name`)
}

type Ip = ipaddr.IPv4 | ipaddr.IPv6

const metadataHosts = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
])

// All of link-local is refused besides: 169.254.169.254, 169.254.170.2 and their neighbours are all metadata services.
const metadataAddresses = new Set(
  ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42'].map((address) =>
    ipaddr.parse(address).toNormalizedString(),
  ),
)

const neverRanges = new Set<string>(['unspecified', 'broadcast', 'multicast'])

function isMetadata(ip: Ip): boolean {
  return ip.range() === 'linkLocal' || metadataAddresses.has(ip.toNormalizedString())
}

/** The IPv4 address that an IPv6 address carries (mapped, compatible, NAT64, 6to4), or null. */
function embeddedAddress(ip: Ip): ipaddr.IPv4 | null {
  if (!(ip instanceof ipaddr.IPv6)) return null
  const bytes = ip.toByteArray()
  const range = ip.range()
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && range !== 'loopback' && range !== 'unspecified'
  const carries = range === 'ipv4Mapped' || range === 'rfc6052' || range === 'rfc6145' || isCompatible
  return carries ? new ipaddr.IPv4(bytes.slice(12)) : null
}

function allows(allow: readonly string[], host: string, ips: readonly Ip[]): boolean {
  return allow.some((entry) => {
    const plain = plainHost(entry)
    if (plain === host) return true
    if (ipaddr.isValidCIDR(plain)) return ips.some((ip) => isWithin(ip, ipaddr.parseCIDR(plain)))
    return (
      ipaddr.isValid(plain) && ips.some((ip) => ip.toNormalizedString() === ipaddr.parse(plain).toNormalizedString())
    )
  })
}

function isWithin(ip: Ip, [base, bits]: [Ip, number]): boolean {
  if (ip instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && ip.match(base, bits)
  return base instanceof ipaddr.IPv6 && ip.match(base, bits)
}

function isLoopbackName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === 'ip6-localhost' || host === 'ip6-loopback'
}

/** A host as it is compared: lower case, without brackets and without the root's dot. */
function plainHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.+$/, '')
}

function words(range: string): string {
  return rangeWords[range] ?? range
}

const rangeWords: Record<string, string> = {
  private: 'private',
  carrierGradeNat: 'carrier-grade NAT',
  uniqueLocal: 'unique-local',
  ipv4Mapped: 'IPv4-mapped',
  rfc6052: 'NAT64',
  rfc6145: 'IPv4-translated',
}
