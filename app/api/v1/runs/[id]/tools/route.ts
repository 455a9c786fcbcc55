import { listTools } from '#lib/db/list-tools.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route<{ id: string }>(async ({ params }) =>
  json({ tools: found(await listTools(params.id), 'run') }),
)
