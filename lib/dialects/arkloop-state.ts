/** A call that has not ended. */
export type Call = {
  /** As events name it: the upstream's id, or one made up by order. */
  callId: string
  /** The upstream's id, null while it has told none. */
  id: string | null
  /** Null for a call whose arguments are being written, but whose name was not told: it has not started. */
  name: string | null
  /** Place among the calls of a turn that are being written. */
  index: number | null
  /** Whether `tool.call` came. Before it, only parts of the arguments did. */
  told: boolean
  /** Whether any text of its arguments was given. */
  written: boolean
  /** Made by a delegate, whose ids are its own. */
  nested: boolean
}

export type ArkloopState = {
  /** Calls without an end so far, oldest first. */
  open: readonly Call[]
  /** How many ids were made up. */
  made: number
  /** Calls that were ended by a refusal, whose result may still come. */
  denied: readonly string[]
  /** What the run waits for: the request's id, '' for one without. Null while it waits for nothing. */
  asked: string | null
}

export const noState: ArkloopState = { open: [], made: 0, denied: [], asked: null }
