import { SourcePatch } from '#lib/api/source.ts'
import { deleteSource } from '#lib/db/delete-source.ts'
import { getSource } from '#lib/db/get-source.ts'
import { patchSource } from '#lib/db/patch-source.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { ProblemError } from '#lib/route/problem.ts'
import { readJson } from '#lib/route/read-json.ts'
import { requireSecretsAgain } from '#lib/route/require-secrets-again.ts'
import { requireSendable } from '#lib/route/require-sendable.ts'
import { route } from '#lib/route/route.ts'

type Params = { slug: string }

export const GET = route<Params>(async ({ params }) => json(found(await getSource(params.slug), 'source')))

export const PATCH = route<Params>(async ({ request, params }) => {
  const patch = await readJson(request, SourcePatch)
  requireSendable(patch)
  requireSecretsAgain(found(await getSource(params.slug), 'source'), patch)
  return json(found(await patchSource(params.slug, patch), 'source'))
})

export const DELETE = route<Params>(async ({ request, params }) => {
  const withRuns = new URL(request.url).searchParams.get('withRuns') === 'true'
  const deletion = await deleteSource(params.slug, { withRuns })
  if (deletion === 'absent') throw new ProblemError(404, 'there is no such source')
  if (deletion === 'deleted') return new Response(null, { status: 204 })
  throw new ProblemError(409, `it has ${deletion.runs} runs; delete them with it by ?withRuns=true`)
})
