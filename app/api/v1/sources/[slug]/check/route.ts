import { database } from '#lib/db/client.ts'
import { findSource } from '#lib/db/find-source.ts'
import { readUpstream } from '#lib/db/read-upstream.ts'
import { saveSourceHealth } from '#lib/db/save-source-health.ts'
import { checkUpstream } from '#lib/http/check-upstream.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const POST = route<{ slug: string }>(async ({ request, params }) => {
  const source = found(await findSource(params.slug, database()), 'source')
  const upstream = found(await readUpstream(source.id), 'source')
  const check = await checkUpstream(upstream, source.dialect.check(upstream.settings), { signal: request.signal })
  await saveSourceHealth(source.id, check)
  return json(check)
})
