import { readFile } from 'node:fs/promises'
import { capturedBeats, modelOf, type Line } from './captured-beats.ts'
import type { Scene } from './scene.ts'

/** Streams that models really sent: the file, whose run it becomes in the demo, and what it was asked. */
const files = [
  [
    'anthropic/code-execution.jsonl',
    'code-runner',
    'Write a script for Fibonacci numbers, run it, and give me the result as a spreadsheet.',
  ],
  [
    'anthropic/programmatic-tool-calling.jsonl',
    'game-tester',
    'Simulate a dice game in which one player has a loaded die; first to three rounds wins.',
  ],
  [
    'anthropic/json-output.jsonl',
    'content-writer',
    'Invent three characters for a fantasy game and return them as JSON.',
  ],
  ['openai-chat/text.jsonl', 'content-writer', 'Invent a new holiday and describe its traditions.'],
  ['openai-chat/reasoning.jsonl', 'kb-answer', 'How many times does the letter r occur in "strawberry"?'],
  [
    'openai-responses/code-interpreter.jsonl',
    'sql-analyst',
    'Roll two dice 10,000 times, sum each roll, and give me the totals and a file.',
  ],
  [
    'openai-responses/reasoning.jsonl',
    'kb-answer',
    'Add 12 and 7, multiply by 3, then by 10. Use the calculator for each step.',
  ],
] as const

/** The captured streams as scenes; none where the folder is not there. */
export async function readCapturedScenes(folder: URL): Promise<Scene[]> {
  const scenes = await Promise.all(
    files.map(async ([file, agent, prompt]): Promise<Scene[]> => {
      const lines = await readLines(new URL(file, folder))
      if (lines === null) return []
      return [{ agent, model: modelOf(lines) ?? 'captured', prompt, beats: capturedBeats(lines) }]
    }),
  )
  return scenes.flat()
}

async function readLines(file: URL): Promise<Line[] | null> {
  try {
    const text = await readFile(file, 'utf8')
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`cannot read the captured stream ${file.pathname}`, { cause: error })
  }
}
