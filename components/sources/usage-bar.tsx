/** Tokens in and out as one bar, against the most of any row. The figures beside it say the same. */
export function UsageBar({
  inputTokens,
  outputTokens,
  most,
}: {
  inputTokens: number
  outputTokens: number
  most: number
}) {
  const percent = (tokens: number) => ({ width: `${(tokens / most) * 100}%` })
  return (
    <span aria-hidden="true" className="flex h-1 gap-px">
      <i className="bg-k-result" style={percent(inputTokens)} />
      <i className="min-w-px bg-k-output" style={percent(outputTokens)} />
    </span>
  )
}
