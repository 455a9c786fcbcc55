import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { openTruthLog } from '#lib/faults/truth-log.ts'
import { tellParent, type ToUpstream } from './messages.ts'
import { runScript, type RunPlan } from './run-script.ts'

// The upstreams of the soak, one of each class, in a process of their own that can be stopped and continued. Started with
// the path of its truth log.

const witness = await openTruthLog(process.argv[2] ?? '')
const plans = new Map<string, RunPlan>()
const A = await serveArkloop({ witness, heartbeatMs: 2000 })
const B = await serveModus({ witness })
const C = await serveGeneric({
  witness,
  other: (path) => {
    const plan = plans.get(path)
    return plan ? runScript(plan) : null
  },
})

function add(plan: RunPlan) {
  if (plan.sourceClass === 'C') plans.set(plan.name, plan)
  else (plan.sourceClass === 'A' ? A : B).add(plan.name, runScript(plan))
}

process.on('message', (message: ToUpstream) => {
  if (message.type === 'add') return add(message.plan)
  if (message.sourceClass === 'C') plans.delete(message.name)
  ;({ A, B, C })[message.sourceClass].forget(message.name)
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => void witness.close().then(() => process.exit(0)))
tellParent({ type: 'listening', urls: { A: A.url, B: B.url, C: C.url } })
