import { access, constants, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { tryLock, type Lock } from './lock.ts'
import { Refusal } from './terminal.ts'

/** Makes the data folder and its `logs`, and takes it for this process. Refuses one that cannot be written or is in use. */
export async function prepareHome(home: string): Promise<Lock> {
  try {
    // Others may pass through, as an embedded Postgres under another account must, and list nothing.
    await makeFolder(home, 0o711)
    await makeFolder(join(home, 'logs'), 0o700)
    await access(home, constants.W_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Refusal(
      `The data folder ${home} cannot be written (${code}): set RUNTAPE_HOME to a folder that belongs to you.`,
    )
  }
  const lock = await tryLock(`home ${await realpath(home)}`)
  if (lock) return lock
  throw new Refusal(
    `Runtape is already running on the data folder ${home}: stop it, or set RUNTAPE_HOME to another folder.`,
  )
}

/** With its parents. Not by `recursive`, which goes round for ever where a parent exists and may hold nothing, as in /proc. */
async function makeFolder(path: string, mode: number): Promise<void> {
  if (await isFolder(path)) return
  if (!(await isFolder(dirname(path)))) await makeFolder(dirname(path), 0o755)
  await mkdir(path, { mode })
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found?.isDirectory() ?? false
}
