import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { serveOperativus } from '#lib/upstream/serve-operativus.ts'
import { openTruthLog } from '#lib/faults/truth-log.ts'
import { tellParent, type ToUpstream } from './messages.ts'
import { runScript, type RunPlan } from './run-script.ts'

// The upstreams of the soak, one of each dialect, in a process of their own that can be stopped and continued. Started with
// the path of its truth log.

const witness = await openTruthLog(process.argv[2] ?? '')
const plans = new Map<string, RunPlan>()
const arkloop = await serveArkloop({ witness, heartbeatMs: 2000 })
const operativus = await serveOperativus({ witness })
const modus = await serveModus({ witness })
const generic = await serveGeneric({
  witness,
  other: (path) => {
    const plan = plans.get(path)
    return plan ? runScript(plan) : null
  },
})

const upstreams = { arkloop, operativus, modus, generic }

function add(plan: RunPlan) {
  if (plan.dialect === 'generic') plans.set(plan.name, plan)
  else if (plan.dialect === 'operativus') operativus.add(plan.name, { log: runScript(plan) })
  else upstreams[plan.dialect].add(plan.name, runScript(plan))
}

process.on('message', (message: ToUpstream) => {
  if (message.type === 'add') return add(message.plan)
  plans.delete(message.name)
  upstreams[message.dialect].forget(message.name)
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => void witness.close().then(() => process.exit(0)))
const urls = { arkloop: arkloop.url, operativus: operativus.url, modus: modus.url, generic: generic.url }
tellParent({ type: 'listening', urls })
