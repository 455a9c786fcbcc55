import { EnvError } from '#lib/env.ts'

// What the commands say to the person who ran them. Everything else is written by the logger.

/** A reason not to go on, in one sentence for the person at the terminal: shown without a stack trace. */
export class Refusal extends Error {}

/** Prints one line. */
export function say(line: string): void {
  console.log(line)
}

/** Prints how far a longer command has come. */
export function stage(name: string, outcome: string): void {
  say(`${name.padEnd(11)} ${outcome}`)
}

/** Runs a command to its end and exits with what it returns, or with 1 and the reason. */
export async function runCommand(command: () => Promise<number | void>): Promise<never> {
  try {
    process.exit((await command()) ?? 0)
  } catch (error) {
    const expected = error instanceof Refusal || error instanceof EnvError
    console.error(expected ? error.message : error)
    process.exit(1)
  }
}
