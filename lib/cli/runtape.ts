#!/usr/bin/env node
import { runtape } from './runtape-command.ts'
import { say } from './terminal.ts'

// The command line: `npm run runtape -- verify FILE`, `npm run runtape -- doctor`.
process.exitCode = await runtape(process.argv.slice(2), { say, complain: (line) => console.error(line) })
