import { SourceInput } from '#lib/api/source.ts'
import { createSource } from '#lib/db/create-source.ts'
import { listSources } from '#lib/db/list-sources.ts'
import { dialects, getDialect } from '#lib/dialects/dialects.ts'
import { json } from '#lib/route/json.ts'
import { ProblemError } from '#lib/route/problem.ts'
import { readJson } from '#lib/route/read-json.ts'
import { route } from '#lib/route/route.ts'
import { requireSendable } from '#lib/route/require-sendable.ts'

export const GET = route(async () => json({ sources: await listSources() }))

export const POST = route(async ({ request }) => {
  const input = await readJson(request, SourceInput)
  if (!getDialect(input.dialect)) {
    const message = `must be one of ${dialects.map(({ name }) => name).join(', ')}`
    throw new ProblemError(400, `dialect: ${message}`, { errors: [{ path: 'dialect', message }] })
  }
  requireSendable(input)
  const source = await createSource(input)
  if (!source) {
    const errors = [{ path: 'slug', message: 'is taken' }]
    throw new ProblemError(409, `slug: ${input.slug} is taken`, { errors })
  }
  return json(source, { status: 201, headers: { location: `/api/v1/sources/${source.slug}` } })
})
