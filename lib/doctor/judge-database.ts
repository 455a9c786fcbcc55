import type { DatabaseFacts } from '#lib/db/database-facts.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { findingsOf, type Finding } from './finding.ts'

const { ok, warn, fail } = findingsOf('database')

/** Tried with it, on every run of the tests and by hand. */
const oldestPostgres = 15

/** What a recorder holds at most, and what web does: their pools, and a connection each for what they listen to. */
const connectionsOf = { recorder: 15, web: 12 }

/** What a Postgres says of itself, against what a recording relies on. */
export function judgeDatabase(facts: DatabaseFacts, { recorders }: { recorders: number }): Finding[] {
  const { settings } = facts
  return [
    judgeVersion(settings.server_version ?? 'unknown', Number(settings.server_version_num ?? 0)),
    ...(facts.readOnly ? [fail('writes', 'it takes no writes', 'Point DATABASE_URL at the primary.')] : []),
    durable('fsync', settings.fsync, 'after a crash of the machine the database may be broken'),
    durable('full_page_writes', settings.full_page_writes, 'after a crash of the machine pages may be torn'),
    durable('synchronous_commit', settings.synchronous_commit, 'frames that were called stored may be lost in a crash'),
    judgeEncoding(settings.server_encoding),
    judgeTimeout(Number(settings.statement_timeout ?? 0)),
    judgeConnections(facts, recorders),
    judgeClock(facts),
    ok('size', formatBytes(facts.databaseBytes)),
  ]
}

function judgeVersion(version: string, number: number): Finding {
  const major = Math.floor(number / 10_000)
  if (major >= oldestPostgres) return ok('version', `Postgres ${version}`)
  const todo = `Move to Postgres ${oldestPostgres} or newer, or unset DATABASE_URL to use the embedded one.`
  return fail('version', `Postgres ${version} is older than ${oldestPostgres}`, todo)
}

/** What must be on for a frame that was stored to stay stored. */
function durable(name: string, setting: string | undefined, consequence: string): Finding {
  if (setting === undefined) return warn(name, 'is not shown to this account', `Ask whoever runs the database.`)
  if (setting !== 'off') return ok(name, setting)
  return fail(name, `is off: ${consequence}`, `Set ${name} = on in postgresql.conf and reload.`)
}

function judgeEncoding(encoding: string | undefined): Finding {
  if (encoding === undefined || encoding === 'UTF8') return ok('encoding', encoding ?? 'unknown')
  return fail('encoding', `is ${encoding}: titles and texts do not fit`, 'Make the database anew with ENCODING UTF8.')
}

function judgeTimeout(ms: number): Finding {
  if (ms === 0 || ms >= 10_000) return ok('statement_timeout', ms === 0 ? 'none' : formatDuration(ms))
  const todo = 'Take it away for this account: ALTER ROLE … RESET statement_timeout.'
  return warn('statement_timeout', `${formatDuration(ms)} may end statements of a large flush`, todo)
}

function judgeConnections({ settings, connections }: DatabaseFacts, recorders: number): Finding {
  const most =
    Number(settings.max_connections ?? 0) -
    Number(settings.superuser_reserved_connections ?? 0) -
    Number(settings.reserved_connections ?? 0)
  const needed = Math.max(1, recorders) * connectionsOf.recorder + connectionsOf.web
  const says = `${connections} of ${most} in use; ${needed} may be needed`
  const todo = 'Raise max_connections, or run fewer recorders.'
  if (needed > most) return fail('max_connections', says, todo)
  return connections > most * 0.8 ? warn('max_connections', says, todo) : ok('max_connections', says)
}

function judgeClock({ aheadMs, roundTripMs }: DatabaseFacts): Finding {
  // Half a round trip is what cannot be told from a difference.
  const difference = Math.max(0, Math.abs(aheadMs) - roundTripMs / 2)
  const says = `${formatDuration(difference)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`
  const todo = 'Set both clocks by NTP: times of frames are this machine’s, heartbeats are the database’s.'
  if (difference < 1000) return ok('clock', 'as here, within a second')
  return difference < 60_000 ? warn('clock', says, todo) : fail('clock', says, todo)
}
