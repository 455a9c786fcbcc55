import { StateQuery } from '#lib/api/state.ts'
import { readTranscript } from '#lib/db/read-transcript.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const { at } = readQuery(request, StateQuery)
  return json(found(await readTranscript(params.id, at ?? null), 'run'))
})
