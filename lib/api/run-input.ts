import { z } from 'zod'

const MAX_BYTES = 32_768

/** What a run that waits for a person is given. It goes upstream as it is. */
export const RunInput = z
  .strictObject({
    content: z
      .string()
      .refine((text) => text.trim() !== '', { message: 'must not be empty' })
      .refine((text) => new TextEncoder().encode(text).length <= MAX_BYTES, {
        message: `must have at most ${MAX_BYTES} bytes as UTF-8`,
      })
      .meta({ description: `Not blank, at most ${MAX_BYTES} bytes as UTF-8` }),
  })
  .meta({ id: 'RunInput' })

export type RunInput = z.infer<typeof RunInput>
