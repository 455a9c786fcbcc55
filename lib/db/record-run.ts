import type { RecordInput } from '#lib/api/run.ts'
import { listedSurface } from '#lib/dialects/rest.ts'
import { database } from './client.ts'
import { findRunByKey } from './find-run-by-key.ts'
import { findSource } from './find-source.ts'
import { insertRun } from './insert-run.ts'
import { notifyWork } from './notify-work.ts'
import type { Refusal, RunAnswer } from './refusal.ts'
import { isReopenable, reopenRun } from './reopen-run.ts'

/** Has an upstream run recorded. Asking for the same run again gives the same run, and takes it up again if it was lost. */
export async function recordRun(input: RecordInput, db = database()): Promise<RunAnswer | Refusal> {
  const source = await findSource(input.source, db)
  if (!source) return { status: 404, detail: `there is no source ${input.source}` }
  const { dialect, settings } = source
  const surface = input.surface ?? dialect.surfaces[0].name
  if (!dialect.surfaces.some(({ name }) => name === surface)) {
    const names = dialect.surfaces.map(({ name }) => name).join(', ')
    return { status: 400, detail: `${dialect.name} has no surface ${surface}; it has ${names || 'only one stream'}` }
  }
  const ref = {
    surface,
    upstreamRunId: input.upstreamRunId,
    threadId: input.threadId ?? null,
    agent: input.agentId ?? null,
    lastId: null,
    start: null,
    startedMs: null,
  }
  if (!dialect.watch({ ...ref, cursor: null, settings, sweep: false })) {
    const until = dialect.settings.includes('paths') ? ' until settings.paths.watch says where its stream is' : ''
    return { status: 400, detail: `a ${dialect.name} source cannot watch this stream of a run by its id${until}` }
  }
  const key = { surface, upstreamRunId: input.upstreamRunId }
  const existing = await findRunByKey(source.id, key, db)
  if (!existing) {
    const listed = dialect.rest && !dialect.rest.streams
    if (listed && (await findRunByKey(source.id, { ...key, surface: listedSurface }, db))) {
      const detail = `${dialect.label} lists ${input.upstreamRunId} but has no stream under that id: there is nothing to record`
      return { status: 409, detail }
    }
    const publicId = await insertRun(
      {
        ...key,
        sourceId: source.id,
        dialect: dialect.name,
        operation: null,
        threadId: input.threadId ?? null,
        agent: input.agentId ?? input.labels?.['agent'] ?? null,
        model: input.labels?.['model'] ?? null,
        title: null,
        labels: input.labels ?? {},
        metadata: {},
        start: null,
      },
      key,
      db,
    )
    // Null: somebody else recorded it in this moment, and now it is there to be found.
    if (publicId === null) return recordRun(input, db)
    await notifyWork(db)
    return { publicId, created: true }
  }
  if (isReopenable(existing)) await reopenRun(existing, db)
  return { publicId: existing.publicId, created: false }
}
