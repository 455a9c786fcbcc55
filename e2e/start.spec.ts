import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { launchProduct, startProduct, type ProductVars } from './support/product.ts'

test('a stop ends a viewer’s open stream within ten seconds, and the next start has all data', async () => {
  const first = await startProduct()
  try {
    await addSource(first.url)
    const run = await post(first.url, '/api/v1/runs', { source: 'kept', upstreamRunId: 'unreachable' })
    const stream = await fetch(`${first.url}/api/v1/runs/${String(run['id'])}/events`)
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const read = stream.text()
    const stoppedAt = Date.now()
    expect(await first.stop('SIGTERM')).toBe(0)
    expect(Date.now() - stoppedAt).toBeLessThan(10_000)
    expect(await read).toContain('event: run')
    const second = await startProduct({ home: first.home })
    expect(await sourceNames(second.url)).toEqual(['Kept'])
    expect(await second.stop('SIGINT')).toBe(0)
  } finally {
    await first.remove()
  }
})

test('after a kill -9 the next start adopts the database that still runs', async () => {
  const first = await startProduct()
  try {
    await addSource(first.url)
    await first.stop('SIGKILL')
    const second = await startProduct({ home: first.home })
    expect(second.output()).toContain('adopted the Postgres that runs')
    expect(await sourceNames(second.url)).toEqual(['Kept'])
    await second.stop()
  } finally {
    await first.remove()
  }
})

test('a recorder that dies is started again', async () => {
  const product = await startProduct()
  try {
    const [before = 0, web] = await processes(product.home)
    process.kill(before, 'SIGKILL')
    await expect.poll(async () => (await processes(product.home))[0]).not.toBe(before)
    expect((await processes(product.home))[1]).toBe(web)
  } finally {
    await product.remove()
  }
})

test('a second start on the same data folder is refused', async () => {
  const product = await startProduct()
  try {
    const second = await launchProduct({ home: product.home })
    expect(await second.ended).toBe(1)
    expect(second.output()).toBe(
      `Runtape is already running on the data folder ${product.home}: stop it, or set RUNTAPE_HOME to another folder.\n`,
    )
  } finally {
    await product.remove()
  }
})

test('a port that is taken is refused', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  try {
    expect(await refusal({ PORT: String(port) })).toBe(
      `Port ${port} on 127.0.0.1 is taken: stop what listens there, or set PORT to another port.\n`,
    )
  } finally {
    server.close()
  }
})

const refusals: Record<string, [vars: ProductVars, sentence: RegExp]> = {
  'a database that cannot be reached': [
    { DATABASE_URL: 'postgres://someone:secret@127.0.0.1:1/runtape' },
    /^The database of DATABASE_URL \(127\.0\.0\.1:1\/runtape\) cannot be reached: connect ECONNREFUSED/,
  ],
  'an address that others can reach, without a key': [{ HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0, which other machines/],
  'a key that is too short': [{ RUNTAPE_API_KEY: 'short' }, /^RUNTAPE_API_KEY must have at least 32 characters/],
  'a variable that is not valid': [{ PORT: 'three' }, /^PORT must be a port number/],
}

for (const [name, [vars, sentence]] of Object.entries(refusals)) {
  test(`${name} is refused in one sentence`, async () => {
    const output = await refusal(vars)
    expect(output).toMatch(sentence)
    expect(output.trim().split('\n')).toHaveLength(1)
  })
}

test('a data folder that cannot be written is refused in one sentence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runtape-e2e-'))
  const file = join(folder, 'file')
  await writeFile(file, '')
  try {
    const { ended, output } = await launchProduct({ home: join(file, 'home') })
    expect(await ended).toBe(1)
    expect(output()).toMatch(/^The data folder \S+ cannot be written \(E\w+\): set RUNTAPE_HOME .*\n$/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

async function refusal(vars: ProductVars): Promise<string> {
  const product = await launchProduct({ vars })
  try {
    expect(await product.ended).toBe(1)
    return product.output()
  } finally {
    await product.remove()
  }
}

async function addSource(url: string): Promise<void> {
  const source = await post(url, '/api/v1/sources', { name: 'Kept', dialect: 'modus', baseUrl: 'http://127.0.0.1:9' })
  expect(source['slug']).toBe('kept')
}

async function post(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Record<string, unknown>
}

async function sourceNames(url: string): Promise<string[]> {
  const { sources } = (await (await fetch(`${url}/api/v1/sources`)).json()) as { sources: { name: string }[] }
  return sources.map(({ name }) => name)
}

/** The recorder's process id and web's. */
async function processes(home: string): Promise<number[]> {
  return JSON.parse(await readFile(join(home, 'processes.json'), 'utf8')) as number[]
}
