import { startChild } from './child.ts'
import type { CpuReport, NaivePlan } from './messages.ts'
import type { RecordingWay } from './observe.ts'

/** A recorder of `fetch` and `prisma.frame.create`. */
export const naive: RecordingWay = {
  name: 'fetch + create',
  async record({ upstreamUrl, databaseUrl, makeRuns }) {
    const plan: NaivePlan = { databaseUrl, upstreamUrl, runIds: (await makeRuns()).map(String) }
    const recorder = startChild<CpuReport>('bench/tail/naive-recorder.ts', { args: [JSON.stringify(plan)] })
    const { us } = await recorder.next('cpu')
    await recorder.ended
    return { cpuUs: us }
  },
}
