import { RunInput } from '#lib/api/run-input.ts'
import { actOnRun } from '#lib/route/act-on-run.ts'
import { readJson } from '#lib/route/read-json.ts'
import { route } from '#lib/route/route.ts'

export const POST = route<{ id: string }>(async ({ request, params }) => {
  const { content } = await readJson(request, RunInput)
  return actOnRun(params.id, { name: 'input', content })
})
