import { RecordInput, RunsQuery } from '#lib/api/run.ts'
import { listRuns } from '#lib/db/list-runs.ts'
import { recordRun } from '#lib/db/record-run.ts'
import { readRunsCursor } from '#lib/db/runs-cursor.ts'
import { json } from '#lib/route/json.ts'
import { ProblemError } from '#lib/route/problem.ts'
import { readJson } from '#lib/route/read-json.ts'
import { route } from '#lib/route/route.ts'
import { answerRun } from '#lib/route/run-answer.ts'
import { readQuery } from '#lib/route/validate.ts'

export const GET = route(async ({ request }) => {
  const query = readQuery(request, RunsQuery)
  if (query.cursor !== undefined && !readRunsCursor(query.cursor)) {
    throw new ProblemError(400, 'cursor: is not one that this list gave')
  }
  return json(await listRuns(query))
})

export const POST = route(async ({ request }) => answerRun(await recordRun(await readJson(request, RecordInput))))
