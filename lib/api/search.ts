import { z } from 'zod'
import { kinds } from '#lib/dialects/kind.ts'
import { FrameNumber } from './frame.ts'

/** Query of `GET /api/v1/runs/{id}/search`. Letters match whatever their case. */
export const SearchQuery = z
  .object({
    q: z.string().min(1).max(500),
    /** `*` stands for any characters, `?` for one. */
    glob: z.enum(['true', 'false']).default('false'),
    /** Nothing here tries regular expressions: the one of JavaScript can take for ever on a frame made for it. */
    regex: z.literal('false', { message: 'is not supported; glob=true has * and ?' }).optional(),
    kind: z
      .string()
      .transform((value) => value.split(',').filter(Boolean))
      .pipe(z.array(z.enum(kinds)))
      .optional(),
    after: FrameNumber.default(0),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  })
  .refine(({ q, glob }) => glob === 'false' || /[^*]/.test(q), { message: 'asks for nothing', path: ['q'] })
  .meta({ id: 'SearchQuery' })

export type SearchQuery = z.infer<typeof SearchQuery>

/** A frame in which, or with which, the text was found. A frame is one hit however often it has the text. */
export const SearchHit = z
  .object({
    seq: z.number().int(),
    offsetMs: z.number().nullable(),
    kind: z.enum(kinds),
    /** `frame`: in its data. `text`: in what the frames of a message or of a call's arguments say together; it is the frame that completes it. */
    where: z.enum(['frame', 'text']),
    before: z.string(),
    match: z.string(),
    after: z.string(),
  })
  .meta({ id: 'SearchHit' })

export type SearchHit = z.infer<typeof SearchHit>

/** `scanned` is the last seq that was looked at; `nextAfter` is the same, or null at the present end. */
export const SearchPage = z
  .object({
    hits: z.array(SearchHit),
    nextAfter: z.number().int().nullable(),
    scanned: z.number().int(),
    more: z.boolean(),
  })
  .meta({ id: 'SearchPage' })

export type SearchPage = z.infer<typeof SearchPage>
