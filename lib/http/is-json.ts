/** Whether a text is JSON: a body that broke off is none, nor is the page of a proxy or of a sign-in. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // said as such by the caller
  }
}
