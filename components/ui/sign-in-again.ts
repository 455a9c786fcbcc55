/** Where there is no session any more: the sign-in page, which leads back to this one. */
export function signInAgain(): void {
  if (location.pathname === '/sign-in') return
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
}
