'use client'

import { Kbd } from '#components/ui/kbd.tsx'
import { MenuItem } from '#components/ui/menu.tsx'
import { decodeBlock } from '#lib/sse/decode.ts'
import { download } from './download.ts'
import { curlFrom, prettyData } from './frame-copies.ts'
import type { FrameSource } from './frame-source.ts'
import { useCopy } from './use-copy.ts'
import { usePlayerParts } from './use-player.ts'

/** All ways to take a frame, or the run, along: the same wherever there is a menu. */
export function CopyItems({ seq }: { seq: number }) {
  const { source, store } = usePlayerParts()
  const { copy, copyFrameLink, copyMarkdown } = useCopy()
  const frame = store.frame(seq)
  const hasBytes = seq > 0 && frame?.kind !== 'gap'
  return (
    <>
      <MenuItem icon="link" hint={<Kbd>c</Kbd>} onSelect={() => copyFrameLink(seq)}>
        Link
      </MenuItem>
      <MenuItem icon="copy" hint={<Kbd>Shift+C</Kbd>} onSelect={() => copyMarkdown(seq)}>
        Markdown
      </MenuItem>
      {hasBytes && (
        <MenuItem icon="copy" onSelect={() => copy(rawText(source, seq), 'Raw frame')}>
          Raw frame
        </MenuItem>
      )}
      {hasBytes && frame?.data !== null && (
        <MenuItem icon="copy" onSelect={() => copy(prettyText(source, seq), 'JSON')}>
          JSON, indented
        </MenuItem>
      )}
      <MenuItem icon="copy" onSelect={() => copy(upstreamCurl(source, seq), 'curl command')}>
        curl of the upstream’s stream
      </MenuItem>
      <MenuItem icon="copy" onSelect={() => copy(curlFrom(source.streamHref(), seq), 'curl command')}>
        curl of Runtape’s stream
      </MenuItem>
      {hasBytes && (
        <MenuItem
          icon="download"
          onSelect={() => {
            read(source, seq).then(
              ({ raw }) => download(`frame-${seq}.sse`, raw),
              (error: unknown) => store.say(error instanceof Error ? error.message : String(error)),
            )
          }}
        >
          Download the frame
        </MenuItem>
      )}
      {(['sse', 'ndjson', 'md'] as const).map((format) => (
        <MenuItem
          key={format}
          icon="download"
          onSelect={() => location.assign(source.exportHref(format, format === 'md' && seq > 0 ? seq : undefined))}
        >
          Download .{format}
        </MenuItem>
      ))}
    </>
  )
}

async function read(source: FrameSource, seq: number) {
  const found = await source.readRaw(seq)
  if (found === null) throw new Error(`Frame ${seq} could not be read.`)
  return found
}

async function rawText(source: FrameSource, seq: number): Promise<string> {
  return new TextDecoder().decode((await read(source, seq)).raw)
}

/** Of a cut frame all of it: the bytes have what the frame left out. */
async function prettyText(source: FrameSource, seq: number): Promise<string> {
  const { frame, raw } = await read(source, seq)
  return prettyData(frame.truncated ? { data: decodeBlock(raw).data } : frame)
}

async function upstreamCurl(source: FrameSource, seq: number): Promise<string> {
  const { command, reason } = await source.streamCommand(seq)
  if (command === null) throw new Error(reason ?? 'There is none.')
  return command
}
