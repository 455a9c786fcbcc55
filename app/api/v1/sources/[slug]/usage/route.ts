import { UsageQuery } from '#lib/api/usage.ts'
import { getUsage } from '#lib/db/get-usage.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route<{ slug: string }>(async ({ request, params }) =>
  json(found(await getUsage(params.slug, readQuery(request, UsageQuery)), 'source')),
)
