import { Counter, Histogram, type Registry } from 'prom-client'
import { GapReason } from '#lib/api/frame.ts'
import type { RecorderFigures } from '#lib/api/recorder.ts'
import type { FrameBatch } from '#lib/db/append-frames.ts'
import type { ClosedConnection } from '#lib/db/close-connection.ts'
import type { RunSave } from '#lib/db/save-runs.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { gauge } from '#lib/metrics/gauge.ts'
import { version } from '#lib/version.ts'
import { isUnknownOutcome, troubleCode } from './database-trouble.ts'
import { createWindow } from './window.ts'

// What a recorder does is counted where it is done in bulk, once a statement and once an exchange, and never once a
// frame; and it is counted when it is so: a frame when it is committed, a gap when its row is.

export type Meter = {
  /** The writer's statement, with what came of it counted. */
  appending(append: Append): Append
  /** The saver's statement, likewise. */
  saving(save: Save): Save
  /** A batch was not stored: because it is stored already, or because the lease is lost. */
  refused(landedBefore: boolean): void
  /** A run is asked for its stream once more; why the last exchange ended. */
  reconnected(reason: string): void
  /** An exchange is over. */
  exchanged(exchange: Pick<ClosedConnection, 'why' | 'duplicates'>): void
  /** What is asked for when it is wanted. */
  watch(of: Watched): void
  /** What the heartbeat tells. */
  figures(): RecorderFigures
}

type Append = (batches: readonly FrameBatch[]) => Promise<Set<bigint>>
type Save = (runs: readonly RunSave[]) => Promise<boolean[]>
type Watched = { queuedBytes(): number; runs(): number }

export function createMeter(registry: Registry, now: () => number = () => performance.now()): Meter {
  const metrics = recorderMetrics(registry)
  // What has not happened is told as 0, so that its first time is seen as a rise.
  for (const reason of GapReason.options) metrics.gaps.inc({ reason }, 0)
  for (const what of ['frames', 'row']) metrics.fenced.inc({ what }, 0)
  const window = createWindow(now)
  let watched: Watched = { queuedBytes: () => 0, runs: () => 0 }
  gauge(registry, {
    name: 'recorder_runs',
    help: 'Runs that this recorder holds.',
    read: () => watched.runs(),
  })
  gauge(registry, {
    name: 'queue_bytes',
    help: 'Bytes received and not yet stored.',
    read: () => watched.queuedBytes(),
  })

  function stored({ frames }: FrameBatch) {
    const [first] = frames
    if (!first) return
    const lagMs = Math.max(0, Date.now() - first.receivedUs / 1000)
    let bytes = 0
    for (const { kind, raw } of frames) {
      if (kind === gapKind) metrics.gaps.inc({ reason: reasonOf(raw) })
      else bytes += raw.length
    }
    metrics.frames.inc(frames.length)
    metrics.bytes.inc(bytes)
    metrics.lag.observe(lagMs / 1000)
    window.add({ frames: frames.length, bytes, lagMs })
  }

  return {
    appending: (append) => async (batches) => {
      const startedAt = now()
      const done = await append(batches).catch((error: unknown) => {
        metrics.failed.inc({ code: troubleCode(error) })
        if (isUnknownOutcome(error)) metrics.unknown.inc()
        throw error
      })
      metrics.flush.observe((now() - startedAt) / 1000)
      metrics.batch.observe(batches.reduce((sum, { frames }) => sum + frames.length, 0))
      for (const batch of batches) if (done.has(batch.runId)) stored(batch)
      return done
    },
    saving: (save) => async (runs) => {
      const held = await save(runs)
      for (const [i, { hold, state }] of runs.entries()) {
        if (held[i] !== true) metrics.fenced.inc({ what: 'row' })
        else if (hold.state === 'closed') metrics.closed.inc({ integrity: state.integrity ?? 'unknown' })
      }
      return held
    },
    refused: (landedBefore) => (landedBefore ? metrics.repeated.inc() : metrics.fenced.inc({ what: 'frames' })),
    reconnected: (reason) => metrics.reconnects.inc({ reason }),
    exchanged({ why, duplicates = 0 }) {
      if (why === 'idle') metrics.idle.inc()
      if (duplicates > 0) metrics.duplicates.inc(duplicates)
    },
    watch: (of) => void (watched = of),
    figures: () => ({
      version,
      ...window.read(),
      queuedBytes: watched.queuedBytes(),
      rssBytes: process.memoryUsage.rss(),
    }),
  }
}

const gapKind = kindCode('gap')

/** We wrote it ourselves, a moment ago; and a figure is no reason to fail. */
function reasonOf(raw: Uint8Array): string {
  const reason = /"reason":"(\w+)"/.exec(Buffer.from(raw).toString('utf8'))?.[1]
  return GapReason.safeParse(reason).data ?? 'unknown'
}

function recorderMetrics(registry: Registry) {
  const registers = [registry]
  const counter = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
    new Counter({ name: `runtape_${name}_total`, help, labelNames, registers })
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `runtape_${name}`, help, buckets, registers })
  const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  return {
    frames: counter('frames_stored', 'Frames committed, gaps included.'),
    bytes: counter('bytes_stored', 'Bytes of the blocks committed.'),
    gaps: counter('gaps', 'Gaps committed: what was not received, by reason.', ['reason']),
    duplicates: counter('duplicates_dropped', 'Blocks that came again after a resume and were stored already.'),
    flush: histogram('flush_seconds', 'How long a statement that stores frames took.', seconds),
    batch: histogram('flush_frames', 'Frames in one statement.', [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000]),
    lag: histogram(
      'commit_lag_seconds',
      'From the receipt of a frame to its commit, of the oldest of a batch.',
      seconds,
    ),
    reconnects: counter('reconnects', 'Streams asked for again, by why the last exchange ended.', ['reason']),
    idle: counter('idle_timeouts', 'Streams left because nothing was heard for too long.'),
    fenced: counter('fenced_writes', 'Writes refused because another recorder has the run.', ['what']),
    unknown: counter(
      'unknown_commits',
      'Statements whose connection broke, so that nobody knew whether they were done.',
    ),
    repeated: counter('repeated_batches', 'Batches sent again that turned out to be stored.'),
    failed: counter('failed_flushes', 'Statements that failed, by SQLSTATE or by the code of the error.', ['code']),
    closed: counter('recordings_closed', 'Recordings closed, by what can be vouched for.', ['integrity']),
  }
}
