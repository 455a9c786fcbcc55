import { listRecorders } from '#lib/db/list-recorders.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route(async () => json(await listRecorders()))
