import { parseArgs } from 'node:util'
import { examine } from '#lib/doctor/examine.ts'
import type { Finding, Level } from '#lib/doctor/finding.ts'
import { env } from '#lib/env.ts'

export const doctorHelp = `runtape doctor [--json]

Whether everything that recording needs is well: versions, secret, disks, settings and clock of the database, migrations,
recorders, sources. It changes nothing. Run it with the environment that Runtape runs with.

  --json  the findings as JSON

Exit codes: 0 nothing fails, 1 something does, 2 could not be carried out.`

/** `runtape doctor`: looks at everything, says what is wrong and what to do about it. */
export async function doctor(args: string[], say: (line: string) => void): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const findings = await examine(env())
  const counts = { fail: countOf(findings, 'fail'), warn: countOf(findings, 'warn'), ok: countOf(findings, 'ok') }
  if (values.json) say(JSON.stringify({ ok: counts.fail === 0, counts, findings }, null, 2))
  else {
    for (const line of findingLines(findings)) say(line)
    say(`\n${counts.fail} fail, ${counts.warn} warn, ${counts.ok} ok`)
  }
  return counts.fail === 0 ? 0 : 1
}

function countOf(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length
}

/** A line a finding under its area, and below it what to do. */
export function findingLines(findings: readonly Finding[]): string[] {
  const areas = [...new Set(findings.map(({ area }) => area))]
  return areas.flatMap((area, at) => [
    ...(at > 0 ? [''] : []),
    area,
    ...findings
      .filter((finding) => finding.area === area)
      .flatMap(({ level, name, says, todo }) => [
        `  ${level.padEnd(5)} ${name.padEnd(19)} ${says}`,
        ...(todo === null ? [] : [`${' '.repeat(28)}→ ${todo}`]),
      ]),
  ])
}
