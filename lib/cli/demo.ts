import { startDemo } from '#lib/upstream/demo.ts'
import { supervise } from './supervise.ts'
import { runCommand } from './terminal.ts'

// `npm run demo`: the product, and a platform of scripted agents whose runs it records.
await runCommand(() => supervise(({ url, apiKey }) => startDemo({ apiUrl: url, apiKey })))
