import { readTimeline } from '#lib/db/read-timeline.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route<{ id: string }>(async ({ params }) => json(found(await readTimeline(params.id), 'run')))
