export type Level = 'ok' | 'warn' | 'fail'

/** What one check of the doctor found. */
export type Finding = {
  area: 'versions' | 'files' | 'database' | 'recorders' | 'sources'
  name: string
  level: Level
  says: string
  /** What to do about it; null where all is well. */
  todo: string | null
}

type Said = Omit<Finding, 'area' | 'level' | 'todo'>

/** Findings of one area, by their level. */
export function findingsOf(area: Finding['area']) {
  return {
    ok: (name: string, says: string): Finding => ({ area, name, says, level: 'ok', todo: null }),
    warn: (name: string, says: string, todo: string): Finding => told({ name, says }, 'warn', todo),
    fail: (name: string, says: string, todo: string): Finding => told({ name, says }, 'fail', todo),
  }

  function told(said: Said, level: Level, todo: string): Finding {
    return { area, ...said, level, todo }
  }
}
