import { EnvError } from '#lib/env.ts'
import { version } from '#lib/version.ts'
import { Refusal } from './terminal.ts'

/** Where a command says what it found, and why it could not be carried out. */
export type Output = { say(line: string): void; complain(line: string): void }

type Command = { run(args: string[], say: Output['say']): Promise<number>; help: string }

// Loaded when they are asked for: a check of a file needs no database.
const commands: Record<string, { words: string; load(): Promise<Command> }> = {
  verify: {
    words: 'whether an exported run is what was received, byte for byte',
    load: async () => {
      const { verify, verifyHelp } = await import('./verify.ts')
      return { run: verify, help: verifyHelp }
    },
  },
  doctor: {
    words: 'whether what recording needs is well, and what to do where not',
    load: async () => {
      const { doctor, doctorHelp } = await import('./doctor.ts')
      return { run: doctor, help: doctorHelp }
    },
  },
}

const help = `runtape ${version}: a flight recorder for agent runs

${Object.entries(commands)
  .map(([name, { words }]) => `  runtape ${name.padEnd(8)} ${words}`)
  .join('\n')}

  runtape help COMMAND says more of a command. npm start runs the product.`

/** Carries out a command line and gives the exit code: 2 where what was typed, or what the command needs, is not there. */
export async function runtape([name = 'help', ...args]: string[], { say, complain }: Output): Promise<number> {
  if (name === '--version') {
    say(version)
    return 0
  }
  const asksHelp = ['help', '--help', '-h'].includes(name)
  const asked = asksHelp ? args[0] : name
  if (asked === undefined) {
    say(help)
    return 0
  }
  const found = commands[asked]
  if (!found) {
    complain(`There is no command ${asked}.\n\n${help}`)
    return 2
  }
  const command = await found.load()
  if (asksHelp || args.includes('--help') || args.includes('-h')) {
    say(command.help)
    return 0
  }
  try {
    return await command.run(args, say)
  } catch (error) {
    complain(reasonOf(error, asked))
    return 2
  }
}

function reasonOf(error: unknown, command: string): string {
  if (error instanceof Refusal || error instanceof EnvError) return error.message
  const isTyped = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (isTyped) return `${error.message}\nruntape help ${command} says what it takes.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
