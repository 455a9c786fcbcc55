'use client'

import { useEffect, useRef, useState } from 'react'
import { formatCounted } from '#lib/format/count.ts'
import { isOver, statusWord } from '#lib/format/run-state.ts'
import { openRequest } from '#lib/run/open-request.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

const everyMs = 5000
/** A timer may come a little early. */
const slackMs = 50

/**
 * Tells screen readers how a followed run grows, at most once in five seconds, an error as soon as that allows; and at once
 * that it ended or asks for input. Why it failed, the banner says.
 */
export function Announcer() {
  const { store } = usePlayerParts()
  const isToldFailed = usePlayer(({ run }) => run.status === 'failed' && run.error !== null)
  const live = usePlayer((state) => state.tail.live)
  const status = usePlayer((state) => state.run.status)
  const [words, setWords] = useState('')
  const asks = usePlayer((state) =>
    state.run.status === 'waiting_for_input' && state.tip !== null
      ? (openRequest(state.tip.transcript)?.message ?? '')
      : null,
  )
  const wasLive = useRef(live)
  useEffect(() => {
    if (!live) return
    let told = store.getState().tail
    let saidAt = -Infinity
    const tell = () => {
      const { tail } = store.getState()
      if (performance.now() - saidAt < everyMs - slackMs) return
      const count = tail.lastSeq - told.lastSeq
      const errors = tail.errorCount - told.errorCount
      told = tail
      if (tail.mode !== 'follow' || count === 0) return
      saidAt = performance.now()
      const now = `${formatCounted(count, 'new frame')}${errors > 0 ? `, ${formatCounted(errors, 'error')}` : ''}`
      // The same words again would be no change, and nothing would be said.
      setWords((before) => (before === now ? `${now}\u00a0` : now))
    }
    const timer = setInterval(tell, everyMs)
    const unsubscribe = store.subscribe(() => store.getState().tail.errorCount > told.errorCount && tell())
    return () => {
      clearInterval(timer)
      unsubscribe()
    }
  }, [live, store])
  useEffect(() => {
    if (wasLive.current && !live && !isToldFailed)
      setWords(isOver(status) ? `Run ended, ${statusWord(status)}` : 'The recording was stopped')
    wasLive.current = live
  }, [live, status, isToldFailed])
  return (
    <p role="status" className="sr-only">
      {asks === null ? words : asks === '' ? 'The run waits for input' : `The run asks for input: ${asks}`}
    </p>
  )
}
