import { ProblemError } from '#lib/route/problem.ts'
import { route } from '#lib/route/route.ts'

/** Whatever no other route answers. */
const nothing = route(async ({ request }) => {
  throw new ProblemError(404, `there is nothing at ${new URL(request.url).pathname}`)
})

export { nothing as GET, nothing as POST, nothing as PUT, nothing as PATCH, nothing as DELETE }
