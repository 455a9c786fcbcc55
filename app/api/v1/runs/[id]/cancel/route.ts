import { actOnRun } from '#lib/route/act-on-run.ts'
import { route } from '#lib/route/route.ts'

export const POST = route<{ id: string }>(({ params }) => actOnRun(params.id, { name: 'cancel' }))
