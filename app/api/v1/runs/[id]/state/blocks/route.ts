import { BlocksQuery } from '#lib/api/state.ts'
import { readStateBlocks } from '#lib/db/read-state-blocks.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const { at, from, to } = readQuery(request, BlocksQuery)
  return json(found(await readStateBlocks(params.id, { at: at ?? null, from, to }), 'run'))
})
