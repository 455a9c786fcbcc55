import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Account } from './account.ts'
import { reachableFolder } from './binaries.ts'
import { isTraversable } from './traversable.ts'

export type Place = z.infer<typeof Place>

const Place = z.object({ data: z.string(), password: z.string(), port: z.number() })

/**
 * Where the database of a data folder is, and how to reach it: remembered in `postgres.json`, or decided now. Inside the data
 * folder, unless Postgres must run under another account and that account cannot get there.
 */
export async function readPlace(home: string, account: Account | null): Promise<Place> {
  const made = (await stat(home).catch(() => null)) === null
  await mkdir(home, { recursive: true, mode: 0o700 })
  if (made && account) await chmod(home, 0o711) // others may pass through, and still list nothing
  const remembered = await readFile(placeFile(home), 'utf8').catch(() => null)
  const inside = join(home, 'postgres')
  if (remembered !== null) {
    const place = Place.parse(JSON.parse(remembered))
    return { ...place, data: (await stat(place.data).catch(() => null)) ? place.data : inside }
  }
  const reachable = account === null || (await isTraversable(home))
  const data = reachable ? inside : join(await reachableFolder(), `data-${shortHash(home)}`)
  const place = { data, password: randomBytes(24).toString('base64url'), port: 0 }
  // Before the first start: a password that Postgres has and we forgot would lock us out.
  await writePlace(home, place)
  return place
}

/** Where the database of a data folder was when it last ran; null if there never was one. Makes nothing. */
export async function rememberedPlace(home: string): Promise<(Place & { url: string }) | null> {
  const text = await readFile(placeFile(home), 'utf8').catch(() => null)
  if (text === null) return null
  const place = Place.parse(JSON.parse(text))
  return { ...place, url: `postgres://postgres:${place.password}@127.0.0.1:${place.port}/runtape` }
}

export async function writePlace(home: string, place: Place): Promise<void> {
  const unfinished = `${placeFile(home)}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(place, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, placeFile(home))
}

const placeFile = (home: string) => join(home, 'postgres.json')

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
