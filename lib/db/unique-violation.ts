import { Prisma } from './generated/client.ts'

const UNIQUE_VIOLATION = '23505'

/** Whether a statement failed because such a row is there already: one that Prisma made, or one that was given to it. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  return error.code === 'P2002' || (error.code === 'P2010' && stateOf(error.meta) === UNIQUE_VIOLATION)
}

/** The SQLSTATE of a raw statement that failed. */
function stateOf(meta: Record<string, unknown> | undefined): unknown {
  const cause = meta?.['driverAdapterError'] instanceof Error ? meta['driverAdapterError'].cause : null
  return typeof cause === 'object' && cause !== null && 'originalCode' in cause ? cause.originalCode : null
}
