import type { Child } from './child.ts'
import type { CpuReport } from './messages.ts'

/** What a process that has `report-cpu.ts` loaded used so far, in µs. */
export async function cpuOf(child: Child<CpuReport>): Promise<number> {
  const report = child.next('cpu')
  child.send({ type: 'report' })
  return (await report).us
}
