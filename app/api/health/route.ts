import { countRecorders } from '#lib/db/count-recorders.ts'
import { isDatabaseAway } from '#lib/db/database-away.ts'
import { json } from '#lib/route/json.ts'
import { route } from '#lib/route/route.ts'

export const GET = route(
  async () => {
    try {
      return json({ status: 'ok', database: 'ok', recorders: await countRecorders() })
    } catch (cause) {
      if (!isDatabaseAway(cause)) throw cause
      return json({ status: 'unavailable', database: 'away', recorders: null }, { status: 503 })
    }
  },
  { public: true },
)
