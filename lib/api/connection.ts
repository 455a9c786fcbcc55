import { z } from 'zod'

/** One HTTP exchange with the upstream. Bodies are UTF-8 text, cut at 1 MiB when stored. */
export const Connection = z
  .object({
    number: z.number().int(),
    /**
     * What it was for: `start` and `watch` opened streams, `sweep` read once more what is stored, `status`, `find` and
     * `detail` asked about the run, `cancel` and `input` acted on it.
     */
    purpose: z.enum(['start', 'watch', 'sweep', 'status', 'find', 'detail', 'cancel', 'input']),
    method: z.string(),
    path: z.string(),
    requestHeaders: z.record(z.string(), z.string()),
    requestBody: z.string().nullable(),
    status: z.number().int().nullable(),
    responseHeaders: z.record(z.string(), z.string()).nullable(),
    responseBody: z.string().nullable(),
    /** The cursor that was sent, or null from the start. */
    cursorSent: z.string().nullable(),
    openedAt: z.string(),
    firstByteAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    /** Why it ended: `ended`, `reset`, `idle`, `refused`, `stopped`, `recorder_down`, `http_error` … */
    why: z.string().nullable(),
    detail: z.string().nullable(),
    frames: z.number().int(),
    duplicates: z.number().int(),
    /** Bytes of a block that never ended, in base64. */
    tail: z.string().nullable(),
  })
  .meta({ id: 'Connection' })

export type Purpose = Connection['purpose']

export type Connection = z.infer<typeof Connection>

export const Connections = z.object({ connections: z.array(Connection) }).meta({ id: 'Connections' })
