/** Where to go after signing in: a path of this site, whatever was asked for. */
export function nextPath(asked: string | null | undefined): string {
  if (!asked?.startsWith('/') || !URL.canParse(asked, base)) return '/'
  const url = new URL(asked, base)
  // `//host` and `/\host` begin with a slash and lead elsewhere.
  if (url.origin !== base || url.pathname.startsWith('//') || url.pathname === '/sign-in') return '/'
  return url.pathname + url.search + url.hash
}

const base = 'http://this.site'
