import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { StartInput } from '#lib/api/run.ts'
import type { Operation, StartRequest } from '#lib/dialects/dialect.ts'
import { database } from './client.ts'
import { findRunByKey, type KeyedRun } from './find-run-by-key.ts'
import { findSource } from './find-source.ts'
import { insertRun, type RunKey } from './insert-run.ts'
import { notifyWork } from './notify-work.ts'
import type { Refusal, RunAnswer } from './refusal.ts'
import { isReopenable, reopenRun } from './reopen-run.ts'
import { runTitle } from './run-title.ts'

/**
 * Has a run started upstream and recorded. The recorder sends the request; here it is only made sure that it can be
 * made. The same idempotency key with the same body gives the same run; with another body it is refused.
 */
export async function startRun(input: StartInput, db = database()): Promise<RunAnswer | Refusal> {
  const source = await findSource(input.source, db)
  if (!source) return { status: 404, detail: `there is no source ${input.source}` }
  const operation = source.dialect.operations.find(({ name }) => name === input.operation)
  if (!operation) {
    const names = source.dialect.operations.map(({ name }) => name).join(', ')
    return { status: 400, detail: `${source.dialect.name} has no operation ${input.operation}; it has ${names}` }
  }
  const start: StartRequest = {
    operation: input.operation,
    params: input.params,
    body: input.body,
    idempotencyKey: input.idempotencyKey ?? null,
  }
  const upstreamRunId = operation.upstreamRunId(start, randomUUID())
  const request = operation.request(start, upstreamRunId)
  if ('error' in request) return refuse(request.error)

  const key = keyOf(start, upstreamRunId, operation.surface)
  const existing = key && (await findRunByKey(source.id, key, db))
  if (existing) {
    if (!isSameStart(existing, start)) {
      const detail = `${key.upstreamRunId} already names run ${existing.publicId}, which was not started with this request`
      return { status: 409, detail }
    }
    if (isReopenable(existing)) await reopenRun(existing, db)
    return { publicId: existing.publicId, created: false }
  }
  const publicId = await insertRun(
    {
      sourceId: source.id,
      dialect: source.dialect.name,
      surface: operation.surface,
      upstreamRunId,
      operation: operation.name,
      threadId: operation.threadId(start),
      // Lists and their filters know a run by its columns: a caller that names agent or model means those.
      agent: agentOf(operation, start) ?? input.labels?.['agent'] ?? null,
      model: input.labels?.['model'] ?? null,
      title: runTitle(operation.title(start)),
      labels: input.labels ?? {},
      metadata: operation.metadata(start),
      start,
    },
    key,
    db,
  )
  if (publicId === null) return startRun(input, db)
  await notifyWork(db)
  return { publicId, created: true }
}

/** A run whose upstream id only the upstream knows is kept apart by its idempotency key, under a surface of its own. */
function keyOf(start: StartRequest, upstreamRunId: string | null, surface: string): RunKey | null {
  if (upstreamRunId !== null) return { surface, upstreamRunId }
  return start.idempotencyKey === null ? null : { surface: '#start', upstreamRunId: start.idempotencyKey }
}

/** Whether a run was started with this very request. One that was only watched so far was not. */
function isSameStart(existing: KeyedRun, start: StartRequest): boolean {
  return isDeepStrictEqual(existing.start, JSON.parse(JSON.stringify(start)))
}

/** The agent that an operation asks for by its id: the upstream's name for it, which its other calls need. */
function agentOf({ fields }: Operation, { params }: StartRequest): string | null {
  const isAsked = fields.some((field) => field.in === 'params' && field.name === 'agentId')
  return (isAsked && params['agentId']?.trim()) || null
}

/** A dialect's words begin with the place of what is wrong, where there is one: `params.path must start with /`. */
function refuse(detail: string): Refusal {
  const { path, message } = /^(?<path>(?:params|body)\.[\w.-]+) (?<message>.+)$/s.exec(detail)?.groups ?? {}
  return { status: 400, detail, ...(path && message && { errors: [{ path, message }] }) }
}
