import type { Frame } from '#lib/api/frame.ts'

/** The data of a frame as indented JSON, or as it is where it is no JSON. */
export function prettyData(frame: Pick<Frame, 'data'>): string {
  const data = frame.data ?? ''
  try {
    return JSON.stringify(JSON.parse(data), null, 2)
  } catch {
    return data
  }
}

/**
 * A curl command that reads this run's stream on from a frame. It asks Runtape, never the upstream, where the
 * same request could start a second run; and the key is a placeholder, because a secret is never copied.
 */
export function curlFrom(streamUrl: string, seq: number): string {
  const url = `'${streamUrl.replaceAll("'", '%27')}'`
  return ['curl -N', url, `-H 'Last-Event-ID: ${seq}'`, '-H "Authorization: Bearer $TOKEN"'].join(' ')
}
