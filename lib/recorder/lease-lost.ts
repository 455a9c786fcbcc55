/** The lease on a run was lost: another recorder has it, or the run was erased. Nothing more may be written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}
