import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runtape } from '#lib/cli/runtape-command.ts'
import { whenOver } from '#lib/db/testing.ts'
import { closedRun, testRecorder, testRun } from '#lib/recorder/testing.ts'
import { call, serveHandler, testApi } from '#lib/route/testing.ts'
import { bytes, comment, cut, emit } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { runServer } from '#lib/verify/run-server.ts'
import { GET as chain } from './runs/[id]/chain/route.ts'
import { GET as exported } from './runs/[id]/export/route.ts'
import { GET as frames } from './runs/[id]/frames/route.ts'

// A run that was cut twice, its exports, and the command that checks them.

const apiKey = 'test-key-of-at-least-32-characters'
const db = await testApi({ RUNTAPE_API_KEY: apiKey })
const headers = { authorization: `Bearer ${apiKey}` }
const folder = await mkdtemp(join(tmpdir(), 'verify-'))
whenOver(() => rm(folder, { recursive: true }))

const word = (content: string) => emit({ type: 'token', content })
const upstream = await serveModus({
  runs: {
    'run-1': {
      steps: [
        word('one'),
        word('two'),
        comment('ping'),
        cut('fin', 20),
        word('three'),
        // Blank lines that a reader of the file may cut elsewhere than the recorder did.
        bytes('\n\n\n'),
        cut('rst'),
        word('four'),
        emit({ type: 'done', runId: 'run-1' }),
      ],
    },
  },
})
whenOver(() => upstream.close())
const recorder = testRecorder(db)
const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
await closedRun(db, run)
await recorder.stop({ drainMs: 0 })
const params = { id: run.publicId }

const server = await serveHandler((request) => {
  const context = { params: Promise.resolve(params) }
  const { pathname } = new URL(request.url)
  if (!pathname.includes(run.publicId)) return Promise.resolve(new Response(null, { status: 404 }))
  return pathname.endsWith('/chain') ? chain(request, context) : frames(request, context)
})

async function download(format: string): Promise<{ file: string; headers: Headers }> {
  const answer = await call(exported, 'GET', `/api/v1/runs/${run.publicId}/export?format=${format}`, {
    headers,
    params,
  })
  const file = join(folder, `${run.publicId}.${format}`)
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  return { file, headers: answer.headers }
}

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runtape(args, { say: (line) => out.push(line), complain: (line) => err.push(line) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const against = ['--server', server, '--run', run.publicId]
const sse = await download('sse')
const ndjson = await download('ndjson')

test('the chain is in the exports’ headers, in the API, and in the last line of the ndjson export', async () => {
  const answer = await call(chain, 'GET', `/api/v1/runs/${run.publicId}/chain`, { headers, params })
  const told = (await answer.json()) as Record<string, unknown>
  const stored = await db.prisma.recording.findUniqueOrThrow({ where: { runId: run.runId } })
  assert.deepEqual(told, {
    run: run.publicId,
    lastSeq: stored.nextSeq - 1,
    chain: Buffer.from(stored.chain ?? []).toString('hex'),
    bytes: Number(stored.byteCount),
    gaps: stored.gapCount,
    closed: true,
  })
  for (const { headers: given } of [sse, ndjson]) {
    assert.equal(given.get('runtape-chain'), told['chain'])
    assert.equal(given.get('runtape-last-seq'), String(told['lastSeq']))
  }
  const lines = (await readFile(ndjson.file, 'utf8')).trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as { chain: string; last?: unknown })
  assert.deepEqual(parsed.at(-1)?.last, told)
  assert.equal(parsed.at(-1)?.chain, told['chain'])
  assert.ok(parsed.slice(0, -1).every((line) => line.last === undefined))
})

test('both exports of a run that was cut are whole, with the server and, for ndjson, without', async () => {
  const alone = await command('verify', ndjson.file)
  assert.equal(alone.code, 0, alone.err)
  assert.match(alone.out, /: whole\.\n/)
  assert.match(alone.out, /Proved: every byte/)
  assert.match(alone.out, /Not proved: who made the file/)
  for (const file of [ndjson.file, sse.file]) {
    const { code, out, err } = await command('verify', file, ...against)
    assert.equal(code, 0, err + out)
    assert.match(out, new RegExp(`Run +${run.publicId}`))
    assert.match(out, new RegExp(`Chain +${sse.headers.get('runtape-chain')}`))
  }
  const json = await command('verify', sse.file, ...against, '--json')
  assert.equal((JSON.parse(json.out) as { name: string }).name, 'whole')
})

test('a byte that was changed is found, and its frame named', async () => {
  const text = await readFile(sse.file, 'latin1')
  const changed = join(folder, `${run.publicId}-changed.sse`)
  await writeFile(changed, text.replace('three', 'thr3e'), 'latin1')
  const { code, out } = await command('verify', changed, ...against)
  const { rows } = await db.pool.query<{ seq: number }>(
    `SELECT seq FROM frame WHERE run_id = $1 AND position('three'::bytea IN raw) > 0 AND kind <> 0`,
    [run.runId],
  )
  assert.equal(code, 1)
  assert.match(out, new RegExp(`not what was received, first at frame ${rows[0]?.seq}\\.`))

  const lines = (await readFile(ndjson.file, 'utf8')).trimEnd().split('\n')
  const fewer = join(folder, 'fewer.ndjson')
  await writeFile(fewer, [...lines.slice(0, 2), ...lines.slice(3)].join('\n'))
  const missing = await command('verify', fewer)
  assert.equal(missing.code, 1)
  assert.match(missing.out, /first at frame 3\.\n\nFrame 3: it is missing\.\nFrames 1 to 2 are what was received\./)
})

test('a gap that the run has and the file has not is missed', async () => {
  const add = (count: number) =>
    db.pool.query('UPDATE recording SET gap_count = gap_count + $2 WHERE run_id = $1', [run.runId, count])
  await add(1)
  const { code, out } = await command('verify', ndjson.file, ...against)
  await add(-1)
  assert.equal(code, 1)
  assert.match(out, /0 gaps and not 1, as the run has/)
})

test('a file that is cut off is not whole', async () => {
  const text = await readFile(sse.file)
  const half = join(folder, `${run.publicId}-half.sse`)
  await writeFile(half, text.subarray(0, text.length / 2))
  const { code, out } = await command('verify', half, ...against)
  assert.equal(code, 1)
  assert.match(out, /: not whole\. It ends after frame \d+ of \d+\./)
})

test('frames that were changed in the database are found by the chain of what was received', async () => {
  const { rows } = await db.pool.query<{ raw: Buffer }>('SELECT raw FROM frame WHERE run_id = $1 AND seq = 1', [
    run.runId,
  ])
  const raw = rows[0]?.raw
  assert.ok(raw)
  const put = (bytes: Buffer) =>
    db.pool.query('UPDATE frame SET raw = $2 WHERE run_id = $1 AND seq = 1', [run.runId, bytes])
  await put(Buffer.from(raw.toString('latin1').replace('one', 'ONE'), 'latin1'))
  try {
    for (const format of ['sse', 'ndjson']) {
      const { file } = await download(format)
      const { code, out } = await command('verify', file, ...against)
      assert.equal(code, 1)
      assert.match(out, /: not what was received\.\n\nWhere it begins to differ is not known: .*changed/)
    }
  } finally {
    await put(raw)
    await download('sse')
    await download('ndjson')
  }
})

test('what cannot be checked says why, and is no verdict', async () => {
  const noRun = join(folder, 'some.sse')
  await writeFile(noRun, 'data: x\n\n')
  const cases: [string[], RegExp][] = [
    [['verify'], /Name one file/],
    [['verify', join(folder, 'none.sse')], /cannot be read: ENOENT/],
    [['verify', noRun, '--server', server], /Which run is it/],
    [['verify', noRun, '--chain', 'zz'], /64 hexadecimal digits/],
    [['verify', sse.file, '--server', 'http://127.0.0.1:9', '--run', run.publicId], /does not answer/],
    [['verify', sse.file, '--server', server, '--run', 'run_other'], /answered 404/],
    [['verify', sse.file, '--nope'], /Unknown option '--nope'/],
    [['dance'], /There is no command dance/],
  ]
  for (const [args, why] of cases) {
    const { code, out, err } = await command(...args)
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.match(err, why)
    assert.doesNotMatch(err, /\n +at /, 'a sentence, not a stack')
  }
})

test('the export of a run without a frame is empty, and the server says that it is to be', async () => {
  const empty = join(folder, `${run.publicId}-empty.ndjson`)
  await writeFile(empty, '')
  const alone = await command('verify', empty)
  assert.equal(alone.code, 2)
  assert.match(alone.err, /is empty\. So is the export of a run that has no frame/)
  const cut = await command('verify', empty, ...against)
  assert.equal(cut.code, 1)
  assert.match(cut.out, /It ends after frame 0 of \d+/)
  assert.equal((await command('verify', empty, '--chain', '00'.repeat(32))).code, 0)
})

test('a chain that was noted before checks either export without a server', async () => {
  const noted = sse.headers.get('runtape-chain') ?? ''
  const plain = join(folder, 'plain.ndjson')
  await writeFile(plain, await readFile(ndjson.file))
  assert.equal((await command('verify', plain, '--chain', noted)).code, 0)
  const other = await command('verify', plain, '--chain', 'ab'.repeat(32))
  assert.equal(other.code, 1)
  assert.match(other.out, /its chain is not the run’s/)
})

test('help is there for whoever asks', async () => {
  for (const args of [[], ['help'], ['--help'], ['help', 'verify'], ['verify', '--help'], ['doctor', '--help']]) {
    const { code, out, err } = await command(...args)
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, /runtape/)
  }
})

test('a server that wants a key says so', async () => {
  await assert.rejects(runServer({ url: server, key: null }).chain(run.publicId), /wants a key: set RUNTAPE_API_KEY/)
})

test('the program itself ends with the code of its command', async () => {
  const program = join(import.meta.dirname, '../../../lib/cli/runtape.ts')
  const run = (...args: string[]) =>
    new Promise<unknown>((resolve) => {
      execFile(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], (error) =>
        resolve(error ? error.code : 0),
      )
    })
  assert.deepEqual(await Promise.all([run('verify', ndjson.file), run('verify', join(folder, 'none.sse'))]), [0, 2])
})
