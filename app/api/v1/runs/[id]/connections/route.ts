import { listConnections } from '#lib/db/list-connections.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route<{ id: string }>(async ({ params }) =>
  json({ connections: found(await listConnections(params.id), 'run') }),
)
