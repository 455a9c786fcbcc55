/** A conversation of the demo, apart from any dialect: who is asked what, and what happens then. */
export type Scene = {
  agent: string
  model: string
  prompt: string
  beats: readonly Beat[]
  /** Send it as the action of a workflow, under this tool's name, instead of as a chat message. */
  workflowTool?: string
}

export type Beat =
  | { beat: 'think'; pieces: readonly string[] }
  | { beat: 'say'; pieces: readonly string[] }
  /** Calls that are made together. */
  | { beat: 'call'; calls: readonly Call[] }
  | { beat: 'notice'; message: string; severity: 'info' | 'warning' }
  /** A question to a person, on which everything after it waits. `schema` is the JSON schema of the answer. */
  | { beat: 'ask'; message: string; schema: object }

export type Call = {
  name: string
  args: unknown
  result: unknown
  /** How long it takes. */
  ms: number
  /** What it says while it runs. */
  progress?: readonly string[]
  /** What it says if it fails; a scene with such a call can be made to fail there. */
  failure?: string
  /** What another agent does in its place while it runs. */
  delegate?: readonly Beat[]
}

/** A whole number from `from` to `to`, so that no two tellings of a scene are about the same order or invoice. */
export type Pick = (from: number, to: number) => number

export type SceneOf = (pick: Pick) => Scene

export const think = (text: string): Beat => ({ beat: 'think', pieces: piecesOf(text) })
export const say = (text: string): Beat => ({ beat: 'say', pieces: piecesOf(text) })
export const call = (...calls: Call[]): Beat => ({ beat: 'call', calls })
export const notice = (message: string, severity: 'info' | 'warning' = 'warning'): Beat => ({
  beat: 'notice',
  message,
  severity,
})

export const ask = (message: string, schema: object): Beat => ({ beat: 'ask', message, schema })

/** Whether the scene comes to a halt until a person answers. */
export function asks(scene: Scene): boolean {
  return scene.beats.some(({ beat }) => beat === 'ask')
}

/** Text in pieces about as long as a model's tokens; together they are the text. */
export function piecesOf(text: string): string[] {
  return text.match(/\s*(?:[\p{L}\p{M}\p{N}]{1,7}|[^\s\p{L}\p{M}\p{N}]{1,3})|\s+/gu) ?? []
}

/** The scene, ending in the failure of its last call that can fail. Null if none can. */
export function failing(scene: Scene): { scene: Scene; error: string } | null {
  const at = scene.beats.findLastIndex((beat) => beat.beat === 'call' && beat.calls.some((one) => one.failure))
  const beat = scene.beats[at]
  const failed = beat?.beat === 'call' && beat.calls.find((one) => one.failure)
  if (!failed) return null
  const error = `${failed.name}: ${failed.failure}`
  return { scene: { ...scene, beats: scene.beats.slice(0, at + 1) }, error }
}
