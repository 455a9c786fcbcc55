import type { RunsPage, RunsQuery } from '#lib/api/run.ts'
import { database } from './client.ts'
import { runColumns, toRuns } from './run-row.ts'
import { readRunsCursor, writeRunsCursor } from './runs-cursor.ts'
import { runsFilter } from './runs-filter.ts'

/** A page of runs, newest first. A cursor that is none of ours is a `RangeError`. */
export async function listRuns(query: RunsQuery, db = database()): Promise<RunsPage> {
  const rows = await db.prisma.run.findMany({
    where: { AND: [runsFilter(query), query.cursor === undefined ? {} : after(query.cursor)] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
    select: runColumns,
  })
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    runs: await toRuns(page, db),
    nextCursor: last && rows.length > page.length ? writeRunsCursor(last) : null,
  }
}

function after(cursor: string) {
  const place = readRunsCursor(cursor)
  if (!place) throw new RangeError('the cursor is not one that this list gave')
  // The first condition alone lets the index find the place; the second settles equal times.
  return {
    createdAt: { lte: place.createdAt },
    OR: [{ createdAt: { lt: place.createdAt } }, { id: { lt: place.id } }],
  }
}
