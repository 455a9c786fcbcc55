type Options = { shareMs?: number; most?: number; now?: () => number }

/**
 * Makes one read of many: requests that come in the same moment go out together, and one that equals a request of at
 * most `shareMs` ago gets that answer. So a thousand viewers who are at the same place of a run cost one read.
 */
export function shareReads<Request, Answer>(
  read: (requests: Request[]) => Promise<Answer[]>,
  keyOf: (request: Request) => string,
  { shareMs = 50, most = 200, now = () => performance.now() }: Options = {},
): (request: Request) => Promise<Answer> {
  const recent = new Map<string, { at: number; answer: Promise<Answer> }>()
  let batch: { request: Request; answer: PromiseWithResolvers<Answer> }[] = []

  function send(): void {
    const sending = batch
    batch = []
    read(sending.map(({ request }) => request)).then(
      (answers) => sending.forEach(({ answer }, at) => answer.resolve(answers[at] as Answer)),
      (cause: unknown) => sending.forEach(({ answer }) => answer.reject(cause)),
    )
  }

  function forget(): void {
    const since = now() - shareMs
    for (const [key, { at }] of recent) {
      if (at > since) return
      recent.delete(key)
    }
  }

  return (request) => {
    forget()
    const key = keyOf(request)
    const known = recent.get(key)
    if (known) return known.answer
    const answer = Promise.withResolvers<Answer>()
    batch.push({ request, answer })
    if (batch.length === 1) setImmediate(() => batch.length > 0 && send())
    if (batch.length >= most) send()
    recent.set(key, { at: now(), answer: answer.promise })
    return answer.promise
  }
}
