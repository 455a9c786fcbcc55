import { TextQuery } from '#lib/api/text.ts'
import { readText } from '#lib/db/read-text.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const query = readQuery(request, TextQuery)
  return json(found(await readText(params.id, query), 'run'))
})
