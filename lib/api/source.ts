import { z } from 'zod'

/** The name of a header that may be added to requests: not one of those that frame them. */
export const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'is not an HTTP header name')
  .refine(
    (name) => !/^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer)$/i.test(name),
    {
      message: 'is set by Runtape',
    },
  )

/** Settings of a source. `headers` go out with every request; their values are write-only, like the credential. */
export const SourceSettings = z
  .strictObject({
    /** The API's own base URL, where it has another host than the streams. */
    apiBaseUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** Reconnect when a connection was silent for so long; never for sources that cannot be resumed. */
    idleSeconds: z.number().int().min(5).max(86_400).optional(),
    /** `watch`: the path that streams a run, with `{runId}` (generic). */
    paths: z.strictObject({ watch: z.string().startsWith('/').optional() }).optional(),
    /** Generic only: send `Last-Event-ID` and go on after a break, instead of calling a break the end. */
    resumeById: z.boolean().optional(),
    /** Read the upstream's lists of runs in the background: active runs are recorded, ended ones are listed. */
    discover: z.boolean().optional(),
    /** Agents whose runs are listed, where lists are kept by agent. */
    agents: z.array(z.string().trim().min(1).max(256)).max(50).optional(),
    /** Fetch a single-use token for every stream, where a stream does not take the credential itself. */
    singleUseToken: z.boolean().optional(),
    headers: z.record(HeaderName, z.string().max(8192)).optional(),
  })
  .meta({ id: 'SourceSettings' })

export type SourceSettings = z.infer<typeof SourceSettings>

/** Settings that only some dialects read. */
export type SettingName = 'apiBaseUrl' | 'paths' | 'resumeById' | 'discover' | 'agents' | 'singleUseToken'

/** How requests to a source are authorized. Write-only. A plain string is a bearer token. */
export const Credential = z.union([
  z.string().min(1).max(16_384),
  z.strictObject({ scheme: z.literal('bearer'), value: z.string().min(1).max(16_384) }),
  z.strictObject({
    scheme: z.enum(['header', 'query']),
    name: z.string().min(1).max(256),
    value: z.string().min(1).max(16_384),
  }),
])

export type Credential = z.infer<typeof Credential>

const baseUrl = z.url({ protocol: /^https?$/, message: 'must be an http or https URL' })

export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/

export const SourceInput = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    slug: z
      .string()
      .regex(slugPattern, 'must be lower-case letters, digits and hyphens')
      .refine((slug) => !['api', 'replay', 'metrics'].includes(slug), { message: 'is reserved' })
      .optional(),
    dialect: z.string(),
    baseUrl,
    credential: Credential.optional(),
    settings: SourceSettings.optional(),
  })
  .meta({ id: 'SourceInput' })

export type SourceInput = z.infer<typeof SourceInput>

/** What may change of a source. `credential: null` removes it. */
export const SourcePatch = z
  .strictObject({
    name: z.string().trim().min(1).max(80).optional(),
    baseUrl: baseUrl.optional(),
    credential: Credential.nullable().optional(),
    settings: SourceSettings.optional(),
  })
  .meta({ id: 'SourcePatch' })

export type SourcePatch = z.infer<typeof SourcePatch>

/** How the last read of a source in the background went; null if it was never read. */
const SourceRead = z.object({ readAt: z.iso.datetime(), ok: z.boolean(), detail: z.string() }).nullable()

/** A source as answers show it: never a credential, and of extra headers only the names. */
export const Source = z
  .object({
    slug: z.string(),
    name: z.string(),
    dialect: z.string(),
    baseUrl: z.string(),
    /** How it is authorized, without the value; null if it has no credential. */
    credential: z.object({ scheme: z.enum(['bearer', 'header', 'query']), name: z.string().nullable() }).nullable(),
    headerNames: z.array(z.string()),
    settings: SourceSettings.omit({ headers: true }),
    /** `A`, `B` or `C`: what can be promised after a break. */
    class: z.enum(['A', 'B', 'C']),
    health: z
      .object({
        ok: z.boolean(),
        detail: z.string(),
        latencyMs: z.number().int().nullable(),
        checkedAt: z.iso.datetime(),
      })
      .nullable(),
    /** What is read in the background: its lists of runs, and what its upstream accounts for. */
    reads: z.object({ runs: SourceRead, usage: SourceRead }),
    runCount: z.number().int(),
    runningCount: z.number().int(),
    lastRunAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Source' })

export type Source = z.infer<typeof Source>

export const SourceCheck = z
  .object({ ok: z.boolean(), latencyMs: z.number().int().nullable(), detail: z.string() })
  .meta({ id: 'SourceCheck' })

export type SourceCheck = z.infer<typeof SourceCheck>
