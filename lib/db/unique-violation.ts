import { Prisma } from './generated/client.ts'

/** Whether a statement failed because such a row is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
