import { z } from 'zod'
import { FrameNumber } from '#lib/api/frame.ts'
import { readTranscript } from '#lib/db/read-transcript.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

const StateQuery = z.object({ at: FrameNumber.optional() })

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const { at } = readQuery(request, StateQuery)
  return json(found(await readTranscript(params.id, at ?? null), 'run'))
})
