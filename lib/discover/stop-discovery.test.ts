import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { send } from '#lib/http/send.ts'
import { log } from '#lib/log.ts'
import { sleep } from '#lib/recorder/sleep.ts'
import { serveModusApi } from '#lib/upstream/serve-modus-api.ts'
import { startDiscovery } from './start-discovery.ts'

const db = await testDatabase()

test('a source that never answers holds up no other, and is given back at once when the process ends', async () => {
  const api = await serveModusApi({ agents: ['quick'] })
  whenOver(() => api.close())
  const add = async (agent: string) => {
    const id = randomUUID()
    const settings = { apiBaseUrl: api.url, discover: true, agents: [agent] }
    await db.prisma.source.create({
      data: { id, slug: agent, name: agent, dialect: 'modus', baseUrl: 'http://127.0.0.1:9', settings },
    })
    const where = { sourceId_name: { sourceId: id, name: 'runs' } }
    return () => db.prisma.backgroundRead.findUnique({ where })
  }
  const hanging = await add('hanging')
  let aborted = false
  const discovery = startDiscovery({
    db,
    send: (request, options) => {
      if (!request.url.includes('/hanging/'))
        return send(request, { ...options, policy: { loopback: true, allow: [] } })
      return new Promise((_, reject) => {
        options.signal.addEventListener('abort', () => {
          aborted = true
          reject(options.signal.reason as Error)
        })
      })
    },
    sleep: (ms, signal) => sleep(ms / 50, signal),
    log,
  })
  await until(async () => (await hanging()) !== null)
  const quick = await add('quick')
  await until(async () => (await quick())?.readAt instanceof Date)
  const before = await hanging()
  assert.ok(before && before.readAt === null && before.dueAt.getTime() > Date.now() + 60_000)

  const startedAt = performance.now()
  await discovery.stop()
  assert.ok(aborted && performance.now() - startedAt < 2000)
  const after = await hanging()
  assert.ok(after && after.ok === null && after.failures === 0 && after.dueAt.getTime() <= Date.now() + 50)
})

async function until(isSo: () => Promise<boolean>) {
  for (const deadline = Date.now() + 8000; !(await isSo()); await sleep(5)) {
    if (Date.now() > deadline) throw new Error(`it never came to ${isSo.toString()}`)
  }
}
