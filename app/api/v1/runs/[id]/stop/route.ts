import { getRun } from '#lib/db/get-run.ts'
import { stopRun } from '#lib/db/stop-run.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const POST = route<{ id: string }>(async ({ params }) => {
  await stopRun(params.id)
  return json(found(await getRun(params.id), 'run'), { status: 202 })
})
