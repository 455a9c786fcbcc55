import { FramesQuery } from '#lib/api/frame.ts'
import { readFrames } from '#lib/db/read-frames.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const query = readQuery(request, FramesQuery)
  return json(found(await readFrames(params.id, query), 'run'))
})
