/**
 * A fault of a link, in the words of Toxiproxy: its types, its attributes and their units. `stream` is the direction that
 * suffers, `downstream` (from the server to the client) unless told otherwise. `toxicity` is the share of links that do.
 */
export type Toxic = ToxicKind & { name?: string; stream?: Stream; toxicity?: number }

export type Stream = 'upstream' | 'downstream'

type ToxicKind =
  /** Everything comes so many ms later, give or take the jitter; nothing is overtaken. */
  | { type: 'latency'; attributes: { latency: number; jitter?: number } }
  /** At most so many KB a second. */
  | { type: 'bandwidth'; attributes: { rate: number } }
  /** An end is passed on so many ms later. */
  | { type: 'slow_close'; attributes: { delay: number } }
  /** Nothing gets through, and the connection is closed after so many ms; for 0, when the toxic is removed. */
  | { type: 'timeout'; attributes: { timeout: number } }
  /** A TCP reset to both sides, after so many ms. */
  | { type: 'reset_peer'; attributes: { timeout: number } }
  /** Writes of about so many bytes, each so many µs after the one before. */
  | { type: 'slicer'; attributes: { average_size: number; size_variation?: number; delay?: number } }
  /** Closed after so many bytes. */
  | { type: 'limit_data'; attributes: { bytes: number } }

export type ToxicType = Toxic['type']

/** What a toxic is called if it was given no name. */
export function nameOf({ name, type, stream = 'downstream' }: Toxic): string {
  return name ?? `${type}_${stream}`
}
