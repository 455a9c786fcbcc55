import type { Purpose } from '#lib/api/connection.ts'
import { closeConnection } from '#lib/db/close-connection.ts'
import { openConnection } from '#lib/db/open-connection.ts'
import { hideSecretBytes, type Secrets } from '#lib/http/hide-secrets.ts'
import { anchoredClock } from './clock.ts'
import type { RecordingDeps } from './deps.ts'
import { knownResponseHeaders } from './headers.ts'
import type { Session } from './session.ts'
import type { Exchange } from './status-calls.ts'

// An answer about many runs, given to each of them.
const MAX_BODY = 64 * 1024

/** Writes a question about the run, and what the upstream said, into its connection log. */
export async function noteExchange(
  purpose: Extract<Purpose, 'find' | 'status' | 'detail'>,
  { method, path, answer, secrets }: Exchange & { secrets: Secrets },
  { stored, sink, persist }: Session,
  deps: Pick<RecordingDeps, 'db'>,
): Promise<void> {
  const clock = anchoredClock(sink.position().lastReceivedUs)
  const { runId } = stored
  const opened = {
    runId,
    purpose,
    method,
    path,
    requestHeaders: {},
    requestBody: null,
    cursorSent: null,
    openedUs: clock(),
  }
  const number = await persist(() => openConnection(opened, deps.db))
  const closed = {
    status: answer.status,
    responseHeaders: knownResponseHeaders(answer.headers),
    responseBody: hideSecretBytes(answer.body.subarray(0, MAX_BODY), secrets),
    closedUs: clock(),
    why: 'answered',
  }
  await persist(() => closeConnection(runId, number, closed, deps.db))
}
