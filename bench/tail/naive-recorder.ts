import { EventSourceParserStream } from 'eventsource-parser/stream'
import { openDatabase } from '#lib/db/client.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { tellParent, type NaivePlan } from './messages.ts'

// The recorder that comes first to mind: fetch, parse, one `create` a frame. Started with its plan as the only argument.

const { databaseUrl, upstreamUrl, runIds } = JSON.parse(process.argv[2] ?? '') as NaivePlan
process.on('disconnect', () => process.exit(1))
const db = openDatabase(databaseUrl)

async function record(runId: bigint, number: number) {
  const response = await fetch(`${upstreamUrl}/agent/runs/run-${number}/stream`)
  const text = response.body?.pipeThrough(new TextDecoderStream())
  let seq = 0
  for await (const { id = '', data } of text?.pipeThrough(new EventSourceParserStream()) ?? []) {
    const receivedUs = BigInt(Date.now() * 1000)
    await db.prisma.frame.create({
      data: {
        runId,
        seq: ++seq,
        receivedUs,
        emittedUs: BigInt(parseInt(id)) * 1000n,
        connection: 1,
        kind: kindCode('output'),
        backlog: false,
        upstreamId: Buffer.from(id),
        raw: Buffer.from(`id: ${id}\ndata: ${data}\n\n`),
      },
    })
  }
}

const before = process.cpuUsage()
await Promise.all(runIds.map((runId, number) => record(BigInt(runId), number)))
const { user, system } = process.cpuUsage(before)
await db.close()
tellParent({ type: 'cpu', us: user + system })
process.disconnect()
