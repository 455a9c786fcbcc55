// A registry may lack some of the optional packages that a dependency names for other platforms. npm then writes a lock
// without them, and `npm ci` refuses that lock. An entry without an address satisfies it and is never installed, because
// its platform is another.

export type LockEntry = {
  version?: string
  os?: string[]
  cpu?: string[]
  dev?: boolean
  optional?: boolean
  resolved?: string
  optionalDependencies?: Record<string, string>
}
export type LockFile = { packages: Record<string, LockEntry> }

/** The lock with an entry for every optional dependency that it names, and the names of those that were added. */
export function completeLock(lock: LockFile): { lock: LockFile; added: string[] } {
  const packages = { ...lock.packages }
  const added: string[] = []
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (places(path, name).some((place) => packages[place])) continue
      packages[`node_modules/${name}`] = stub(name, version, entry.dev)
      added.push(`${name}@${version}`)
    }
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))
  return { lock: { ...lock, packages: Object.fromEntries(sorted) }, added }
}

/** Where Node would look for a package from inside another, nearest first. */
function places(path: string, name: string): string[] {
  const here = `${path === '' ? '' : `${path}/`}node_modules/${name}`
  if (path === '') return [here]
  const parent = path.lastIndexOf('/node_modules/')
  return [here, ...places(parent === -1 ? '' : path.slice(0, parent), name)]
}

function stub(name: string, version: string, dev: boolean | undefined): LockEntry {
  const words = name.split('/').at(-1)?.split(/[-.]/) ?? []
  const os = words.map((word) => platforms[word]).find(Boolean)
  const cpu = words.find((word) => processors.has(word))
  return { version, ...(cpu && { cpu: [cpu] }), ...(dev && { dev }), optional: true, ...(os && { os: [os] }) }
}

const platforms: Record<string, string> = {
  ...{ darwin: 'darwin', linux: 'linux', win32: 'win32', windows: 'win32', android: 'android' },
  ...{
    freebsd: 'freebsd',
    openbsd: 'openbsd',
    netbsd: 'netbsd',
    sunos: 'sunos',
    aix: 'aix',
    openharmony: 'openharmony',
  },
}
const processors = new Set(['x64', 'arm64', 'arm', 'ia32', 'riscv64', 'ppc64', 's390x', 'wasm32', 'loong64'])
