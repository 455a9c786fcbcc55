/**
 * Puts text on the clipboard; true once it is there. Plain http has no clipboard API, so a hidden field serves. A text that
 * is still being fetched may be given as its promise: some browsers copy only what was begun with the click itself.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  return (await copyByApi(text)) || copyByField(await text)
}

async function copyByApi(text: string | Promise<string>): Promise<boolean> {
  // Missing outside secure contexts, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (!clipboard) return false
  const writing =
    typeof text === 'string' || typeof ClipboardItem === 'undefined'
      ? clipboard.writeText(await text)
      : clipboard.write([new ClipboardItem({ 'text/plain': text.then(toBlob) })])
  return writing.then(
    () => true,
    () => false,
  )
}

const toBlob = (text: string) => new Blob([text], { type: 'text/plain' })

function copyByField(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.cssText = 'position:fixed;top:0;left:0;opacity:0'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
