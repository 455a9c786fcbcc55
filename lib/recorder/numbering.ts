/**
 * What the number of a frame says where an upstream numbers without holes: `next` follows the frame before it, `skips`
 * leaves some out, `other` says nothing (no number, or one that was there before).
 */
export function followsOn(before: string | null, identity: string | null): 'next' | 'other' | { skips: number } {
  const [last, number] = [numberOf(before), numberOf(identity)]
  if (last === null || number === null || number <= last) return 'other'
  return number === last + 1 ? 'next' : { skips: number - last - 1 }
}

function numberOf(identity: string | null): number | null {
  return identity !== null && /^\d{1,15}$/.test(identity) ? Number(identity) : null
}
