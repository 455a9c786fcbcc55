import { parse } from 'secure-json-parse'
import type { z } from 'zod'
import { ProblemError } from './problem.ts'
import { validate } from './validate.ts'

const bodyLimit = 2 * 1024 * 1024

/** The JSON body of a request, read up to 2 MiB and checked. */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new ProblemError(415, 'the content type must be application/json')
  return validate(schema, parseJson(await readText(request)), 'body')
}

async function readText(request: Request): Promise<string> {
  const tooLarge = () => new ProblemError(413, 'the body is larger than 2 MiB')
  if (Number(request.headers.get('content-length') ?? 0) > bodyLimit) throw tooLarge()
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request.body ?? []) {
    length += part.length
    if (length > bodyLimit) throw tooLarge()
    parts.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))
  } catch (cause) {
    if (cause instanceof TypeError) throw new ProblemError(400, 'the body is not UTF-8')
    throw cause
  }
}

function parseJson(text: string): unknown {
  try {
    return parse(text, storable)
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause
    if (cause instanceof SyntaxError) throw new ProblemError(400, `the body is not JSON: ${cause.message}`)
    if (cause instanceof RangeError) throw new ProblemError(400, 'the body is nested too deeply')
    throw cause
  }
}

/** What Postgres cannot keep in JSON is said here, not found out by a failing statement. */
function storable(key: string, value: unknown): unknown {
  for (const text of [key, value]) {
    if (typeof text !== 'string') continue
    if (text.includes('\0')) throw new ProblemError(400, 'the body holds a NUL character, which cannot be stored')
    if (!text.isWellFormed()) throw new ProblemError(400, 'the body holds half of a surrogate pair')
  }
  return value
}
