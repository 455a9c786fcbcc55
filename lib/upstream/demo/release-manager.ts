import { ask, call, say, think, type SceneOf } from './scene.ts'

const deployWithApproval: SceneOf = (pick) => {
  const build = pick(2100, 2899)
  return {
    agent: 'release-manager',
    model: 'atlas-large',
    prompt: `Build ${build} passed its checks. Bring it to production.`,
    beats: [
      think(
        `Build ${build} is green, but production deploys need a person. First I look at what changed and how the canary does, so that whoever decides has the figures in front of them.`,
      ),
      call(
        {
          name: 'list_changes',
          args: { from: build - 14, to: build, onlyMerged: true },
          result: {
            changes: 14,
            authors: 5,
            risky: [
              { id: `C-${build - 3}`, title: 'Move invoice totals to the ledger', touches: ['billing', 'exports'] },
            ],
          },
          ms: 740,
        },
        {
          name: 'canary_report',
          args: { build, minutes: 30, share: 0.05 },
          result: { requests: 41_208, errorRate: 0.0004, p95Ms: 212, p95BeforeMs: 219, verdict: 'healthy' },
          ms: 1900,
          progress: ['10 of 30 minutes read', '20 of 30 minutes read'],
          failure: 'canary window is younger than 30 minutes',
        },
      ),
      say(
        `The canary of build **${build}** is healthy: 41,208 requests in 30 minutes, 0.04 % errors, p95 212 ms (219 ms before). One change is worth a look: *Move invoice totals to the ledger* touches billing and exports.\n\n`,
      ),
      ask(`Deploy build ${build} to production?`, {
        type: 'object',
        properties: {
          approve: { type: 'boolean', title: 'Deploy it' },
          pace: { type: 'string', enum: ['all at once', 'in four steps'], title: 'Pace' },
        },
        required: ['approve'],
      }),
      call({
        name: 'deploy',
        args: { build, target: 'production', strategy: 'rolling', steps: 4 },
        result: { state: 'done', instances: 24, replaced: 24, rolledBack: 0 },
        ms: 5200,
        progress: ['step 1 of 4: 6 instances', 'step 2 of 4: 12 instances', 'step 3 of 4: 18 instances'],
      }),
      say(
        `Build **${build}** is in production on all 24 instances; nothing was rolled back. I keep watching billing exports for an hour and open an incident if totals differ from the ledger by more than a cent.`,
      ),
    ],
  }
}

const releaseNotes: SceneOf = (pick) => {
  const version = `4.${pick(2, 9)}.${pick(0, 9)}`
  return {
    agent: 'release-manager',
    model: 'atlas-mini',
    prompt: `Write the release notes of ${version}, for customers.`,
    beats: [
      call({
        name: 'list_changes',
        args: { version, audience: 'customers' },
        result: {
          added: ['Exports can be scheduled by weekday', 'Dark mode follows the system'],
          fixed: ['Totals of refunded invoices', 'A filter that forgot its time zone'],
        },
        ms: 820,
        failure: 'change log is being rebuilt',
      }),
      say(
        `## ${version}\n\n**New**\n\n- Exports can run on the weekdays that you choose. Open an export and set *Repeat*.\n- The interface follows your system's dark mode.\n\n**Fixed**\n\n- The total of a refunded invoice no longer counts the refund twice.\n- A saved filter keeps the time zone in which it was made.\n\nNothing needs to be done to update.`,
      ),
    ],
  }
}

export const releaseManager: readonly SceneOf[] = [deployWithApproval, releaseNotes]
