import { SearchQuery } from '#lib/api/search.ts'
import { searchRun } from '#lib/db/search-run.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const query = readQuery(request, SearchQuery)
  return json(found(await searchRun(params.id, query, { signal: request.signal }), 'run'))
})
