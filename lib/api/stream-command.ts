import { z } from 'zod'

/** How to read a run's stream at its upstream by hand: a shell command without any secret, or why there is none. */
export const StreamCommand = z
  .object({
    command: z.string().nullable(),
    /** The upstream's name of the frame that the stream goes on after; null where it begins anew. */
    cursor: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'StreamCommand' })

export type StreamCommand = z.infer<typeof StreamCommand>
