#!/usr/bin/env node
import { EnvError } from '#lib/env.ts'
import { version } from '#lib/version.ts'
import { doctor, doctorHelp } from './doctor.ts'
import { Refusal, say } from './terminal.ts'
import { verify, verifyHelp } from './verify.ts'

// The command line: `npm run runtape -- verify FILE`, `npm run runtape -- doctor`.

const commands: Record<string, { run(args: string[]): Promise<number>; help: string; words: string }> = {
  verify: { run: verify, help: verifyHelp, words: 'whether an exported run is what was received, byte for byte' },
  doctor: { run: doctor, help: doctorHelp, words: 'whether what recording needs is well, and what to do where not' },
}

const help = `runtape ${version}: a flight recorder for agent runs

${Object.entries(commands)
  .map(([name, { words }]) => `  runtape ${name.padEnd(8)} ${words}`)
  .join('\n')}

  runtape help COMMAND says more of a command. npm start runs the product.`

process.exitCode = await main(process.argv.slice(2))

/** 2 where the command could not be carried out: what was typed, or what it needs, is not there. */
async function main([name = 'help', ...args]: string[]): Promise<number> {
  const asked = name === 'help' || name === '--help' || name === '-h' ? (args[0] ?? null) : name
  if (name === '--version') {
    say(version)
    return 0
  }
  const command = asked === null ? undefined : commands[asked]
  if (!command) {
    if (asked === null) say(help)
    else console.error(`There is no command ${asked}.\n\n${help}`)
    return asked === null ? 0 : 2
  }
  if (name !== asked || args.includes('--help') || args.includes('-h')) {
    say(command.help)
    return 0
  }
  try {
    return await command.run(args)
  } catch (error) {
    const isTyped = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    const isExpected = error instanceof Refusal || error instanceof EnvError || isTyped
    console.error(isExpected ? (error as Error).message : error)
    if (isTyped) console.error(`runtape help ${asked} says what it takes.`)
    return 2
  }
}
