import { supervise } from './supervise.ts'
import { runCommand } from './terminal.ts'

// `npm start`
await runCommand(() => supervise())
