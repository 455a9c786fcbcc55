import { readChain } from '#lib/db/read-chain.ts'
import { found } from '#lib/route/found.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route<{ id: string }>(async ({ params }) => json(found(await readChain(params.id), 'run')))
