import { StartInput } from '#lib/api/run.ts'
import { startRun } from '#lib/db/start-run.ts'
import { readJson } from '#lib/route/read-json.ts'
import { route } from '#lib/route/route.ts'
import { answerRun } from '#lib/route/run-answer.ts'

export const POST = route(async ({ request }) => answerRun(await startRun(await readJson(request, StartInput))))
