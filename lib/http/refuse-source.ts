import { HeaderName, type Credential, type SourceSettings } from '#lib/api/source.ts'
import { refuseUrl, type AddressPolicy } from './address-policy.ts'

type Given = {
  baseUrl?: string | undefined
  credential?: Credential | null | undefined
  settings?: SourceSettings | undefined
}

/** What is wrong with a source beyond its form: addresses that may not be reached, and values that no header carries. */
export function refuseSource(given: Given, policy: AddressPolicy): { path: string; message: string }[] {
  const urls = [
    ['baseUrl', given.baseUrl],
    ['settings.apiBaseUrl', given.settings?.apiBaseUrl],
  ] as const
  const addresses = urls.flatMap(([path, url]) => {
    const reason = url === undefined ? null : refuseUrl(new URL(url), policy)
    return reason === null ? [] : [{ path, message: reason }]
  })
  const headers = Object.entries(given.settings?.headers ?? {}).flatMap(([name, value]) =>
    isHeaderValue(value) ? [] : [{ path: `settings.headers.${name}`, message: notAHeaderValue }],
  )
  return [...addresses, ...headers, ...refuseCredential(given.credential)]
}

const notAHeaderValue = 'holds characters that an HTTP header cannot carry'

function refuseCredential(credential: Credential | null | undefined): { path: string; message: string }[] {
  if (credential === null || credential === undefined) return []
  const value = typeof credential === 'string' ? credential : credential.value
  const isQuery = typeof credential === 'object' && credential.scheme === 'query'
  if (!isQuery && !isHeaderValue(value)) return [{ path: 'credential', message: notAHeaderValue }]
  if (typeof credential === 'object' && credential.scheme === 'header') {
    const issue = HeaderName.safeParse(credential.name).error?.issues[0]
    if (issue) return [{ path: 'credential.name', message: issue.message }]
  }
  return []
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value) && value.trim() === value
}
