import { tellParent } from './messages.ts'

// Loaded into a process that is measured: it says how much CPU it has used whenever its parent asks, and ends with it.

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  tellParent({ type: 'cpu', us: user + system })
})
process.on('disconnect', () => process.exit(1))
process.channel?.unref()
