import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Whether any account can reach what is in this folder: it and every parent let others through. A missing folder is as its parent. */
export async function isTraversable(folder: string): Promise<boolean> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const found = await stat(path).catch(() => null)
    if (found && (found.mode & 0o001) === 0) return false
    if (dirname(path) === path) return true
  }
}
