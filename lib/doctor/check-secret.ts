import { readFile, stat } from 'node:fs/promises'
import { findingsOf, type Finding } from './finding.ts'

const { ok, warn, fail } = findingsOf('files')

/** Whether the key that credentials are sealed with is there, whole, and read by its owner alone. It is never made here. */
export async function checkSecret(file: string): Promise<Finding> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown')
  if (found === 'ENOENT') {
    const todo =
      'npm start makes it. If credentials were stored before, bring the old file back: nothing else opens them.'
    return warn('secret', `${file} is not there yet`, todo)
  }
  if (typeof found === 'string') {
    return fail('secret', `${file} cannot be read (${found})`, 'Give it to the account that runs Runtape.')
  }
  if (found.mode & 0o077) {
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
    return fail('secret', `${file} has mode ${mode}: others may read it`, `chmod 600 ${file}`)
  }
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return fail('secret', `${file} cannot be read`, 'Give it to the account that runs Runtape.')
  if (Buffer.from(text.trim(), 'base64url').length !== 32) {
    return fail('secret', `${file} does not hold 32 bytes in base64url`, 'Bring the old file back.')
  }
  return ok('secret', `${file}, read by its owner alone`)
}
