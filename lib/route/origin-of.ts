/** The address under which a client reached this server, for links in what it downloads. */
export function originOf({ headers, url }: Request): string {
  const scheme = headers.get('x-forwarded-proto')?.split(',').at(-1)?.trim() || 'http'
  const origin = `${scheme}://${headers.get('host') ?? new URL(url).host}`
  return URL.canParse(origin) ? new URL(origin).origin : new URL(url).origin
}
