import { formatBytes } from '#lib/format/bytes.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import type { Verdict, Whole } from '#lib/verify/verdict.ts'

/** What a file was checked against: the links in itself, a chain that somebody noted, or the server. */
export type Proof = { by: 'itself' | 'chain' | 'server' }

/** What a check found, what that proves, and what it does not. */
export function verdictLines(
  verdict: Verdict,
  { file, run, proof }: { file: string; run: string | null; proof: Proof },
): string[] {
  switch (verdict.name) {
    case 'whole':
      return [`${file}: whole.`, '', ...wholeLines(verdict, proof)]
    case 'part':
      return [
        `${file}: not whole. It ends after frame ${formatCount(verdict.after)}${ofWords(verdict.of)}.`,
        '',
        verdict.after === 0
          ? 'It holds no frame to its end.'
          : `What is there, frames 1 to ${formatCount(verdict.after)}, is what was received.`,
        'Export the run again. A run that is still recorded grows: what was exported before is a beginning of it.',
      ]
    case 'differs':
      return [
        verdict.at === null
          ? `${file}: not what was received.`
          : `${file}: not what was received, first at frame ${formatCount(verdict.at)}.`,
        '',
        `${verdict.at === null ? 'Where it begins to differ is not known' : `Frame ${formatCount(verdict.at)}`}: ${verdict.why}.`,
        ...(verdict.at !== null && verdict.at > 1
          ? [`Frames 1 to ${formatCount(verdict.at - 1)} are what was received.`]
          : []),
        ...(run !== null && proof.by !== 'server'
          ? [`Against the server: runtape verify ${file} --run ${run} --server URL`]
          : []),
      ]
    default:
      return verdict satisfies never
  }
}

function ofWords(of: number | null): string {
  return of === null ? ', without the mark of an export’s end' : ` of ${formatCount(of)}`
}

function wholeLines({ run, frames, gaps, bytes, chain, closed }: Whole, { by }: Proof): string[] {
  const what = frames === null ? formatBytes(bytes) : `${formatCounted(frames, 'frame')}, ${formatBytes(bytes)}`
  const gapWords =
    gaps === null
      ? []
      : [gaps === 0 ? 'No gaps.' : `${formatCounted(gaps, 'gap')}: what was not received is declared, and is not here.`]
  return [
    ...(run === null ? [] : [`Run      ${run}`]),
    `Holds    ${what}`,
    `Chain    ${chain}`,
    '',
    'Proved: every byte is one that the recorder received, in that order, and none is missing or added.',
    ...gapWords,
    ...(closed ? [] : ['The run was still being recorded: more frames follow what is here.']),
    ...notProved(by),
  ]
}

function notProved(by: Proof['by']): string[] {
  switch (by) {
    case 'itself':
      return [
        'Not proved: who made the file. Its chain can be reckoned anew by whoever can write it: compare the line above with',
        'the chain that the server names (--server), or that somebody noted (--chain).',
        'Times, kinds and the words of gaps are no part of the chain.',
      ]
    case 'chain':
      return ['Not proved: that the chain given is the run’s. That is for whoever noted it to say.']
    case 'server':
      return ['Not proved: what the upstream sent and the recorder never got. Gaps say that, as far as it is known.']
    default:
      return by satisfies never
  }
}
