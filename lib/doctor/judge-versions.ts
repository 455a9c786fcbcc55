import floors from './security-floors.json' with { type: 'json' }
import { findingsOf, type Finding } from './finding.ts'

const { ok, warn, fail } = findingsOf('versions')

/** The oldest Node that runs Runtape. */
const oldestNode = '22.19.0'

/** Lines of Node that get security releases; odd ones do not for long. */
const nodeLines = floors.filter(({ name }) => name === 'node').map(({ line }) => line)

/**
 * Judges the versions of Node and of packages by a list that came with this version of Runtape: it knows the security
 * releases of its day, and asks nobody. Null: a package that is not there.
 */
export function judgeVersions(node: string, packages: Readonly<Record<string, string | null>>): Finding[] {
  return [judgeNode(node), ...Object.entries(packages).map(([name, version]) => judgePackage(name, version))]
}

function judgeNode(version: string): Finding {
  const upgrade = 'Install a newer Node, or let npm install the one that Runtape brings: npm ci.'
  if (isOlder(version, oldestNode)) return fail('Node', `${version} is older than ${oldestNode}`, upgrade)
  const line = Number(version.split('.')[0])
  if (line <= Math.max(...nodeLines) && !nodeLines.includes(line)) {
    return warn('Node', `${version} is of a line that gets no security releases`, upgrade)
  }
  const floor = floorOf('node', version)
  if (floor) return fail('Node', `${version} is older than ${floor.from}, which fixes ${floor.because}`, upgrade)
  return ok('Node', version)
}

function judgePackage(name: string, version: string | null): Finding {
  const install = 'Run npm ci, which installs the versions that Runtape was tested with.'
  if (version === null) return fail(name, 'is not installed', install)
  const floor = floorOf(name, version)
  if (floor) return fail(name, `${version} is older than ${floor.from}, which fixes ${floor.because}`, install)
  return ok(name, version)
}

/** The floor that a version lies below, if it does: that of its own line, or of the first line that has one. */
function floorOf(name: string, version: string) {
  const own = floors.filter((floor) => floor.name === name)
  const line = Number(version.split('.')[0])
  const floor = own.find((one) => one.line >= line)
  return floor && isOlder(version, floor.from) ? floor : null
}

/** Names of the packages that the list speaks of. */
export const judgedPackages = [...new Set(floors.map(({ name }) => name).filter((name) => name !== 'node'))]

/** Whether a version comes before another. A pre-release comes before its release. */
export function isOlder(version: string, other: string): boolean {
  const [one, two] = [partsOf(version), partsOf(other)]
  for (let i = 0; i < 3; i++) {
    const difference = (one.numbers[i] ?? 0) - (two.numbers[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return one.isPre && !two.isPre
}

function partsOf(version: string) {
  const [release = '', ...pre] = version.replace(/^v/, '').split('-')
  return { numbers: release.split('.').map(Number), isPre: pre.length > 0 }
}
