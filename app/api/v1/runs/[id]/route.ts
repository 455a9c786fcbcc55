import { RunPatch } from '#lib/api/run.ts'
import { deleteRun } from '#lib/db/delete-run.ts'
import { getRun } from '#lib/db/get-run.ts'
import { patchRun } from '#lib/db/patch-run.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { ProblemError } from '#lib/route/problem.ts'
import { readJson } from '#lib/route/read-json.ts'
import { route } from '#lib/route/route.ts'

type Params = { id: string }

export const GET = route<Params>(async ({ params }) => json(found(await getRun(params.id), 'run')))

export const PATCH = route<Params>(async ({ request, params }) => {
  const patch = await readJson(request, RunPatch)
  return json(found(await patchRun(params.id, patch), 'run'))
})

export const DELETE = route<Params>(async ({ params }) => {
  if (!(await deleteRun(params.id))) throw new ProblemError(404, 'there is no such run')
  return new Response(null, { status: 204 })
})
