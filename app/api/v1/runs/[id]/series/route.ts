import { SeriesQuery } from '#lib/api/series.ts'
import { readSeries } from '#lib/db/read-series.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ id: string }>(async ({ request, params }) =>
  json(found(await readSeries(params.id, readQuery(request, SeriesQuery)), 'run')),
)
