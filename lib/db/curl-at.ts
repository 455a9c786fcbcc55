import type { StreamCommand } from '#lib/api/stream-command.ts'
import { SourceSettings } from '#lib/api/source.ts'
import { curlCommand } from '#lib/http/curl.ts'
import { database } from './client.ts'
import { readRunRef } from './read-run-ref.ts'
import { describeCredential, headerNames } from './source-secrets.ts'

/** A frame without an identity of its own comes after one that has it, seldom far behind. */
const lookBack = 4096

/**
 * The command that reads a run's stream at its upstream on from a frame, as its dialect would ask for it, or why there is
 * none. No secret is opened for it. Null if there is no such run.
 */
export async function curlAt(publicId: string, at: number, db = database()): Promise<StreamCommand | null> {
  const found = await readRunRef(publicId, db)
  if (!found) return null
  const { runId, dialect, ref } = found
  const [source, cursor] = await Promise.all([
    db.prisma.source.findUniqueOrThrow({
      where: { id: found.sourceId },
      select: { baseUrl: true, credential: true, headers: true, settings: true },
    }),
    identityAt(runId, at, db),
  ])
  const settings = SourceSettings.parse(source.settings)
  const spec = dialect.watch({ ...ref, cursor, settings, sweep: false })
  if (spec === null)
    return { command: null, cursor: null, reason: 'Its upstream has no stream of this run that can be opened again.' }
  const fromStart = dialect.watch({ ...ref, cursor: null, settings, sweep: false })
  const isResumed = JSON.stringify(spec) !== JSON.stringify(fromStart)
  const facts = {
    baseUrl: source.baseUrl,
    credential: source.credential === null ? null : describeCredential(source.credential),
    headerNames: headerNames(source.headers),
    settings,
  }
  return { command: curlCommand(facts, spec), cursor: isResumed ? cursor : null, reason: null }
}

/** What the upstream calls the frame, or the last one before it that has a name. */
async function identityAt(runId: bigint, at: number, db: ReturnType<typeof database>): Promise<string | null> {
  const frame = await db.prisma.frame.findFirst({
    where: { runId, seq: { lte: at, gt: at - lookBack }, upstreamId: { not: null } },
    orderBy: { seq: 'desc' },
    select: { upstreamId: true },
  })
  return frame?.upstreamId ? Buffer.from(frame.upstreamId).toString('utf8') : null
}
