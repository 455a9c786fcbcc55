import { getRun } from '#lib/db/get-run.ts'
import type { Refusal, RunAnswer } from '#lib/db/refusal.ts'
import { found } from './found.ts'
import { json } from './json.ts'
import { ProblemError } from './problem.ts'

/** Answers with a run that was asked for: 201 if it is new, 200 if it was there, or why it is not done. */
export async function answerRun(answer: RunAnswer | Refusal): Promise<Response> {
  if ('detail' in answer) {
    throw new ProblemError(answer.status, answer.detail, { errors: answer.errors })
  }
  const run = found(await getRun(answer.publicId), 'run')
  return json(run, { status: answer.created ? 201 : 200, headers: { location: `/api/v1/runs/${run.id}` } })
}
