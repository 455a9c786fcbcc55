import { z } from 'zod'
import { FrameNumber } from '#lib/api/frame.ts'
import { curlAt } from '#lib/db/curl-at.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

const CurlQuery = z.object({ at: FrameNumber.default(0) })

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const { at } = readQuery(request, CurlQuery)
  return json(found(await curlAt(params.id, at), 'run'))
})
