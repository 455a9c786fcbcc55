import { z } from 'zod'
import { RunStatus } from './run.ts'

/** A run as another one points to it. */
export const RunLink = z
  .object({
    id: z.string(),
    agent: z.string().nullable(),
    persona: z.string().nullable(),
    title: z.string().nullable(),
    status: RunStatus,
    dialect: z.string(),
    surface: z.string(),
    source: z.string(),
    startedAt: z.string().nullable(),
  })
  .meta({ id: 'RunLink' })

export type RunLink = z.infer<typeof RunLink>

const reason = z.string().nullable()

/** The runs around a run, and what may be done with it. */
export const Related = z
  .object({
    /** The run that it belongs to, if that one is known here. */
    parent: RunLink.nullable(),
    /** The runs that belong to it, oldest first; at most 200. */
    children: z.array(RunLink),
    /** Other streams of the same upstream run. */
    streams: z.array(RunLink),
    /** Null where it can be tried, else why it cannot. */
    actions: z.object({ cancel: reason, input: reason }),
    /** What is promised of its recording: A numbered, B opaque ids, C not resumable; `dense`: a hole in its numbers is a loss. */
    promise: z.object({ class: z.enum(['A', 'B', 'C']), dense: z.boolean() }),
  })
  .meta({ id: 'Related' })

export type Related = z.infer<typeof Related>
