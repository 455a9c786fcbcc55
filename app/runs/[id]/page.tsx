import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { notFound } from 'next/navigation'
import { RunPlayer } from '#components/live/run-player.tsx'
import { readAddress } from '#components/player/address.ts'
import { readSizes, sizesCookie } from '#components/player/pane-sizes.ts'
import { tabTitle } from '#components/player/run-words.ts'
import type { Run } from '#lib/api/run.ts'
import { requireSession } from '#lib/auth/require-session.ts'
import { countRecorders } from '#lib/db/count-recorders.ts'
import { getRun } from '#lib/db/get-run.ts'
import { listRelated } from '#lib/db/list-related.ts'
import { readFrames } from '#lib/db/read-frames.ts'
import { readTranscript } from '#lib/db/read-transcript.ts'
import { requestOrigin } from '../../request-origin.ts'

type Props = {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Longer runs show at once, and their transcript is asked for by the page. */
const foldedHere = 5000
const firstFrames = 500
const lastFrames = 1000

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireSession()
  const run = await getRun((await params).id)
  return { title: { absolute: run === null ? 'No such run · Runtape' : tabTitle(run) } }
}

/** One run, live or recorded. */
export default async function RunPage({ params, searchParams }: Props) {
  await requireSession()
  const { id } = await params
  const address = readAddress(onlyTexts(await searchParams))
  const run = (await getRun(id)) ?? notFound()
  const selected = address.frame ?? (address.at === null ? opensAt(run) : null)
  const short = run.frameCount <= foldedHere
  const state = short ? await readTranscript(id) : null
  const lastSeq = state?.at ?? run.frameCount
  const shown = Math.min(selected ?? (run.recording === 'closed' ? 1 : lastSeq), lastSeq)
  const after = run.recording === 'closed' || selected !== null ? shown - firstFrames / 2 : lastSeq - lastFrames
  const [page, related, recorders] = await Promise.all([
    readFrames(id, { after: Math.max(0, after), limit: lastFrames }),
    listRelated(id),
    countRecorders(),
  ])
  return (
    <RunPlayer
      origin={await requestOrigin()}
      sizes={readSizes((await cookies()).get(sizesCookie)?.value)}
      start={{
        run,
        frames: page?.frames.filter((frame) => frame.seq <= lastSeq) ?? [],
        lastSeq,
        state,
        selected,
        address,
        related,
        recorders,
        serverNow: Date.now(),
      }}
    />
  )
}

/** A failed run opens at its error, any other that is over at its first frame, one that goes on at its end. */
function opensAt(run: Run): number | null {
  if (run.status === 'failed' && run.error !== null && run.error.seq !== null) return run.error.seq
  return run.recording === 'closed' && run.frameCount > 0 ? 1 : null
}

function onlyTexts(query: Record<string, string | string[] | undefined>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}
