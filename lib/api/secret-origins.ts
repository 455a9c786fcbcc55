import type { Source } from './source.ts'

/**
 * Whether these addresses would take the stored secrets of a source to an origin that they were not given for. Said by
 * the server, and by the form before it is sent.
 */
export function leavesOrigins(
  source: Pick<Source, 'baseUrl' | 'settings'>,
  urls: readonly (string | undefined)[],
): boolean {
  const known = originsOf([source.baseUrl, source.settings.apiBaseUrl])
  return originsOf(urls).some((origin) => !known.includes(origin))
}

function originsOf(urls: readonly (string | undefined)[]): string[] {
  return urls.flatMap((url) => (url !== undefined && URL.canParse(url) ? [new URL(url).origin] : []))
}
