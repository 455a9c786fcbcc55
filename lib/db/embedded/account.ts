import { readFile } from 'node:fs/promises'

export type Account = { uid: number; gid: number }

/** Postgres refuses to run as root: then the account that it runs under instead, else null. */
export async function postgresAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const accounts = await readFile('/etc/passwd', 'utf8')
  for (const name of ['nobody', 'daemon']) {
    const fields = accounts
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':')
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new Error(
    'Postgres cannot run as root, and there is no account "nobody" to run it under: set DATABASE_URL instead',
  )
}
