import { randomUUID } from 'node:crypto'
import { Registry } from 'prom-client'
import { appendFrames } from '#lib/db/append-frames.ts'
import type { Database } from '#lib/db/client.ts'
import { notifyFrames } from '#lib/db/notify-frames.ts'
import { readPosition } from '#lib/db/read-position.ts'
import { readStoredFrames, type StoredFrame } from '#lib/db/read-stored-frames.ts'
import { saveRuns } from '#lib/db/save-runs.ts'
import { sealCredential } from '#lib/db/source-secrets.ts'
import { whenOver } from '#lib/db/testing.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import type { SourceSettings } from '#lib/api/source.ts'
import { send } from '#lib/http/send.ts'
import { log } from '#lib/log.ts'
import { secret } from '#lib/secret/secret.ts'
import { createAnnouncer } from './announce.ts'
import { createMeter } from './meter.ts'
import { createPartials } from './partials.ts'
import { startRecorder, type Recorder } from './recorder.ts'
import { realTimer, type Timer } from './quiet.ts'
import { sleep, type Sleep } from './sleep.ts'
import { createStatusCalls } from './status-calls.ts'
import { createSaver } from './saver.ts'
import { createWriter } from './writer.ts'

// For test files only: a recorder in this process on a database of the test's own, and the rows that the API would make.

/**
 * Starts a recorder, which is stopped when the file is over, if not before. `hurry` divides its waits, so that backoff
 * takes no test time. `logLevel` is for tests in which trouble is what they make.
 */
export function testRecorder(
  db: Database,
  {
    hurry = 20,
    leaseDb = db,
    logLevel = 'warn',
    timer = (callback, ms) => realTimer(callback, ms / hurry),
  }: { hurry?: number; leaseDb?: Database; logLevel?: 'warn' | 'error' | 'fatal'; timer?: Timer } = {},
): Recorder & { registry: Registry } {
  const quiet = log.child({}, { level: logLevel })
  const announcer = createAnnouncer(
    (runIds) => notifyFrames(runIds, db),
    () => undefined,
  )
  const registry = new Registry()
  const meter = createMeter(registry)
  const writer = createWriter({
    append: meter.appending((batches) => appendFrames(batches, db)),
    readPosition: (runId) => readPosition(runId, db),
    sleep,
    onTrouble: () => undefined,
    onStored: (runIds) => announcer.changed(runIds),
    onRefused: (landedBefore) => meter.refused(landedBefore),
  })
  const dispatch: typeof send = (request, options) =>
    send(request, { ...options, policy: { loopback: true, allow: [] } })
  const hurried: Sleep = (ms, signal) => sleep(ms / hurry, signal)
  const recorder = startRecorder({
    db,
    leaseDb,
    writer,
    saver: createSaver(meter.saving((runs) => saveRuns(runs, db))),
    send: dispatch,
    sleep: hurried,
    timer,
    status: createStatusCalls({ send: dispatch, sleep: hurried }),
    random: () => 0.5,
    log: quiet,
    meter,
    partials: createPartials(),
    onSaved: (runId) => announcer.changed([runId]),
  })
  let stopping: Promise<void> | null = null
  const stop: Recorder['stop'] = (options) => (stopping ??= recorder.stop(options))
  whenOver(() => stop({ drainMs: 0 }))
  return { ...recorder, stop, registry }
}

/** Timers that run out when a test says so. */
export function manualTimer(): { timer: Timer; running(): number; fire(): void } {
  const running = new Set<{ callback: () => void }>()
  return {
    timer(callback) {
      const entry = { callback }
      running.add(entry)
      return { cancel: () => void running.delete(entry) }
    },
    running: () => running.size,
    fire() {
      for (const entry of [...running]) {
        running.delete(entry)
        entry.callback()
      }
    },
  }
}

export type TestRun = { runId: bigint; publicId: string }

/** A source, and one run of it to be recorded. */
export async function testRun(
  db: Database,
  run: {
    baseUrl: string
    dialect?: string
    upstreamRunId?: string | null
    surface?: string
    threadId?: string
    settings?: SourceSettings
    /** A bearer token. */
    credential?: string
    start?: { operation: string; params?: Record<string, string>; body: Record<string, unknown> }
  },
  /** Another run, of whose source this one is to be. */
  beside?: TestRun,
): Promise<TestRun> {
  const dialect = run.dialect ?? 'modus'
  const other = beside && (await db.prisma.run.findUniqueOrThrow({ where: { id: beside.runId } }))
  const id = other?.sourceId ?? randomUUID()
  await db.prisma.source.upsert({
    where: { id },
    update: {},
    create: {
      id,
      slug: `s-${randomUUID()}`,
      name: 'Test',
      dialect,
      baseUrl: run.baseUrl,
      settings: run.settings ?? {},
      ...(run.credential !== undefined && { credential: sealCredential(run.credential, id, secret()) }),
    },
  })
  const { id: runId, publicId } = await db.prisma.run.create({
    data: {
      publicId: `run_${randomUUID()}`,
      sourceId: id,
      dialect,
      surface: run.surface ?? '',
      upstreamRunId: run.upstreamRunId === undefined ? randomUUID() : run.upstreamRunId,
      operation: run.start?.operation ?? null,
      threadId: run.threadId ?? null,
      ...(run.start && { start: { params: {}, idempotencyKey: null, ...run.start } as object }),
      recorder: { create: {} },
    },
  })
  return { runId, publicId }
}

/** Waits until the run's row is as asked, and gives it; throws with what it was instead after `ms`. */
export async function runWhen(
  db: Database,
  { runId }: TestRun,
  isThere: (run: Awaited<ReturnType<typeof readRow>>) => boolean,
  ms = 8000,
) {
  const deadline = Date.now() + ms
  for (;;) {
    const run = await readRow(db, runId)
    if (isThere(run)) return run
    if (Date.now() > deadline) throw new Error(`the run never came so far: ${describe(run)}`)
    await sleep(20)
  }
}

/** Waits until something is so that no row tells. */
export async function until(isSo: () => boolean, ms = 8000): Promise<void> {
  const deadline = Date.now() + ms
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`it never came to ${isSo.toString()}`)
    await sleep(5)
  }
}

/** Waits until the recording is closed. */
export function closedRun(db: Database, run: TestRun, ms = 8000) {
  return runWhen(db, run, (row) => row.recording === 'closed', ms)
}

/** All frames of a run with the names of their kinds. */
export async function framesOf(
  db: Database,
  { runId }: TestRun,
): Promise<(Omit<StoredFrame, 'kind'> & { kind: string })[]> {
  const frames: StoredFrame[] = []
  for (;;) {
    const page = await readStoredFrames(runId, frames.at(-1)?.seq ?? 0, 1_000_000, db)
    if (page.length === 0) break
    frames.push(...page)
  }
  return frames.map((frame) => ({ ...frame, kind: kindOf(frame.kind) }))
}

/** The bytes that an `.sse` export of these frames holds. */
export function bytesOf(frames: readonly { kind: string; raw: Buffer }[]): string {
  return Buffer.concat(frames.filter(({ kind }) => kind !== 'gap').map(({ raw }) => raw)).toString('latin1')
}

function readRow(db: Database, runId: bigint) {
  return db.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    include: { connections: { orderBy: { number: 'asc' } }, tools: { orderBy: { ordinal: 'asc' } }, recorder: true },
  })
}

function describe(run: object): string {
  return JSON.stringify(run, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
