'use client'

import { useEffect } from 'react'
import { patternOf } from '#lib/run/search-pattern.ts'
import { readSearch } from './search-control.ts'
import { spansIn } from './search-ranges.ts'

const name = 'runtape-search'
const everyMs = 150
const mostMarks = 400
const mostCharacters = 400_000

/** Texts that belong together: a frame's payload, a block of the transcript. */
const wholes = '[role="grid"] [data-payload], [aria-label="Transcript text"] > *'

/**
 * Marks what is looked for wherever it can be seen, in rows and in the transcript. Marks are painted over the page and change
 * nothing of it, so that a message may stream on under them. A browser that cannot do that shows none.
 */
export function useSearchMarks(text: string): void {
  useEffect(() => {
    const { q, glob } = readSearch(text)
    const root = document.querySelector('main')
    if (q === '' || (glob && !/[^*]/.test(q)) || root === null || typeof Highlight === 'undefined') return
    const pattern = patternOf(q, { glob })
    let timer: ReturnType<typeof setTimeout> | undefined

    const paint = () => {
      timer = undefined
      const ranges: Range[] = []
      let characters = 0
      for (const whole of root.querySelectorAll(wholes)) {
        const nodes = textsIn(whole)
        const texts = nodes.map((node) => node.data)
        characters += texts.reduce((sum, part) => sum + part.length, 0)
        if (characters > mostCharacters || ranges.length >= mostMarks) break
        for (const span of spansIn(texts, pattern, mostMarks - ranges.length)) {
          const [first, last] = [nodes[span.from], nodes[span.to]]
          if (first === undefined || last === undefined) continue
          const range = new Range()
          range.setStart(first, span.fromAt)
          range.setEnd(last, span.toAt)
          ranges.push(range)
        }
      }
      CSS.highlights.set(name, new Highlight(...ranges))
    }

    const soon = () => (timer ??= setTimeout(paint, everyMs))
    const observer = new MutationObserver(soon)
    observer.observe(root, { subtree: true, childList: true, characterData: true })
    paint()
    return () => {
      observer.disconnect()
      clearTimeout(timer)
      CSS.highlights.delete(name)
    }
  }, [text])
}

function textsIn(whole: Element): Text[] {
  const walker = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) texts.push(node as Text)
  return texts
}
