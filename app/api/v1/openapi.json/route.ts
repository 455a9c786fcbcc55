import { openApi } from '#lib/api/open-api.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route(async () => json(openApi()))
