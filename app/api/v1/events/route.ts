import { findRuns } from '#lib/db/find-runs.ts'
import { encodeSeveral } from '#lib/live/encode-tail.ts'
import { streamRuns } from '#lib/live/stream-runs.ts'
import { readPlaces } from '#lib/route/read-after.ts'
import { route } from '#lib/route/route.ts'

export const GET = route(async ({ request }) => {
  const places = readPlaces(new URL(request.url).searchParams.get('runs') ?? '')
  const runIds = await findRuns(places.map(({ id }) => id))
  // A run that is gone ends at once; the others go on.
  const known = places.map((place) => ({ ...place, runId: runIds.get(place.id) ?? null }))
  return streamRuns(request, known, encodeSeveral)
})
