import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { env } from '#lib/env.ts'
import { emptyChain } from '#lib/recorder/chain.ts'
import { chainOfSse } from '#lib/verify/chain-of-sse.ts'
import { compareSse } from '#lib/verify/compare-sse.ts'
import { runServer, ServerError, type RunServer } from '#lib/verify/run-server.ts'
import { NotAnExport, type Verdict } from '#lib/verify/verdict.ts'
import { verifyNdjson } from '#lib/verify/verify-ndjson.ts'
import { Refusal } from './terminal.ts'
import { verdictLines, type Proof } from './verdict-words.ts'

export const verifyHelp = `runtape verify FILE [--run ID] [--server URL] [--chain HASH] [--json]

Whether an exported run is, byte for byte, what was received.

  FILE          an .ndjson export, which is checked by itself, or an .sse export, which needs the server or --chain
  --run ID      the run that it holds, where the name of the file does not say so
  --server URL  a running Runtape, default http://HOST:PORT; its key is read from RUNTAPE_API_KEY
  --chain HASH  the run's hash chain as it was noted before, in place of a server
  --json        the verdict as JSON

The hash chain of a run is the header Runtape-Chain of its exports, and at /api/v1/runs/ID/chain.
Exit codes: 0 whole, 1 not whole or not as received, 2 could not be checked.`

const options = {
  run: { type: 'string' },
  server: { type: 'string' },
  chain: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** `runtape verify`: checks one exported file and says what is proved. */
export async function verify(args: string[], say: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Refusal('Name one file: runtape verify FILE.')
  const { chain, json } = values
  if (chain !== undefined && !/^[0-9a-f]{64}$/i.test(chain)) {
    throw new Refusal('--chain is 64 hexadecimal digits, as the header Runtape-Chain of an export has them.')
  }
  const known = chain?.toLowerCase() ?? null
  const size = await sizeOf(file)
  const run = values.run ?? runOf(file)
  const { verdict, proof } = await check(file, { run, known, server: values.server ?? null }).catch(
    (error: unknown) => {
      if (error instanceof NotAnExport) throw new Refusal(`${file} is no export of a run: ${error.message}.`)
      if (error instanceof ServerError) throw new Refusal(error.message)
      throw error
    },
  )
  if (json) say(JSON.stringify({ file, run, bytesOfFile: size, proof: proof.by, ...verdict }, null, 2))
  else for (const line of verdictLines(verdict, { file, run, proof })) say(line)
  return verdict.name === 'whole' ? 0 : 1
}

type Against = { run: string | null; known: string | null; server: string | null }

async function check(file: string, against: Against): Promise<{ verdict: Verdict; proof: Proof }> {
  const isNdjson = /\.(ndjson|jsonl)$/i.test(file) || (!/\.sse$/i.test(file) && (await firstByte(file)) === '{')
  return isNdjson ? checkNdjson(file, against) : checkSse(file, against)
}

async function checkNdjson(file: string, { run, known, server }: Against) {
  const proof: Proof = { by: known !== null ? 'chain' : server !== null ? 'server' : 'itself' }
  const verdict = await verifyNdjson(createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
  if ((await sizeOf(file)) === 0) return { verdict: await judgeEmpty(file, { run, known, server }), proof }
  if (known !== null || server === null) return { verdict: agrees(verdict, known), proof }
  const end = await ask(server).chain(idOf(run, verdict))
  return { verdict: agreesInGaps(agrees(verdict, end.chain), end.gaps), proof }
}

/** A run without a frame has no line that could say so. */
async function judgeEmpty(file: string, { run, known, server }: Against): Promise<Verdict> {
  const none: Verdict = { name: 'whole', run, frames: 0, gaps: 0, bytes: 0, chain: emptyChain, closed: true }
  if (known !== null) return agrees(none, known)
  if (server === null) {
    throw new Refusal(
      `${file} is empty. So is the export of a run that has no frame: --server says whether this one has.`,
    )
  }
  const end = await ask(server).chain(idOf(run, none))
  return end.lastSeq === 0 ? { ...none, closed: end.closed } : { name: 'part', after: 0, of: end.lastSeq }
}

async function checkSse(file: string, { run, known, server }: Against): Promise<{ verdict: Verdict; proof: Proof }> {
  if (known !== null) {
    const { chain, bytes } = await chainOfSse(createReadStream(file))
    const whole: Verdict = { name: 'whole', run, frames: null, gaps: null, bytes, chain, closed: true }
    const why =
      'its chain is not the one given. The server, asked in place of --chain, says at which frame, and whether the recorder only cut blocks elsewhere'
    return { verdict: chain === known ? whole : { name: 'differs', at: null, why }, proof: { by: 'chain' } }
  }
  if (run === null) {
    throw new Refusal('Which run is it? Give --run ID, or --chain HASH to check it without a server.')
  }
  const asked = ask(server)
  const { lastSeq, ...end } = await asked.chain(run)
  const proof: Proof = { by: 'server' }
  const read = await chainOfSse(createReadStream(file))
  if (read.chain === end.chain && read.bytes === end.bytes) {
    return { verdict: { name: 'whole', ...end, frames: lastSeq }, proof }
  }
  // It differs, or the recorder cut the stream elsewhere: frame by frame shows which.
  return { verdict: await compareSse(createReadStream(file), asked.frames(run), { ...end, lastSeq }), proof }
}

function agrees(verdict: Verdict, chain: string | null): Verdict {
  if (chain === null || verdict.name !== 'whole' || verdict.chain === chain) return verdict
  return {
    name: 'differs',
    at: null,
    why: 'the file holds together, but its chain is not the run’s: it is another run, an earlier export of it, or made anew',
  }
}

/** Gaps are no part of the chain. */
function agreesInGaps(verdict: Verdict, gaps: number): Verdict {
  if (verdict.name !== 'whole' || verdict.gaps === gaps) return verdict
  return {
    name: 'differs',
    at: null,
    why: `every block is there, but ${verdict.gaps} gaps and not ${gaps}, as the run has: it was exported before the last of them, or gaps were taken out`,
  }
}

function idOf(run: string | null, verdict: Verdict): string {
  const id = run ?? (verdict.name === 'whole' ? verdict.run : null)
  if (id === null) throw new Refusal('Which run is it? Give --run ID.')
  return id
}

function ask(server: string | null): RunServer {
  const { host, port, apiKey } = env()
  const url = server ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  if (!URL.canParse(url)) throw new Refusal(`--server is no address: ${url}`)
  return runServer({ url, key: apiKey })
}

/** Downloads are named by their run. */
function runOf(file: string): string | null {
  return /^(run_[0-9A-Za-z]+)/.exec(basename(file))?.[1] ?? null
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new Refusal(`${file} cannot be read: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`, { cause })
  })
  if (!found.isFile()) throw new Refusal(`${file} is no file.`)
  return found.size
}

async function firstByte(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
