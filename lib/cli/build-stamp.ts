import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** What a build of the pages depends on. */
const sources = [
  '{app,components,lib,public}/**/*.{ts,tsx,js,css,svg,json,woff2}',
  '{next.config.js,postcss.config.js,proxy.ts,instrumentation.ts,tsconfig.json,package.json,package-lock.json}',
]

/** A hash over the sources. Contents and not times: a checkout or a copy changes times. */
export async function hashSources(root: string): Promise<string> {
  const found = glob(sources, { cwd: root, exclude: ['**/*.test.ts', 'lib/db/generated/**'], withFileTypes: true })
  const entries = (await Array.fromAsync(found)).filter((entry) => entry.isFile())
  const files = entries.map((entry) => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of files.sort()) {
    hash.update(`${relative(root, file)}\0`)
    hash.update(await readFile(file))
  }
  return hash.digest('hex')
}

/** The sources that the present build was made from, or null. Next empties the folder when it builds again. */
export async function readBuildStamp(root: string): Promise<string | null> {
  const [stamp] = await Promise.all([
    readFile(stampFile(root), 'utf8'),
    readFile(join(root, '.next', 'BUILD_ID')),
  ]).catch(() => [null])
  return stamp ?? null
}

export async function writeBuildStamp(root: string, hash: string): Promise<void> {
  await writeFile(stampFile(root), hash)
}

export const stampFile = (root: string) => join(root, '.next', 'runtape-sources')
