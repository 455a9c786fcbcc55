import { codeMender } from './code-mender.ts'
import { contractRedliner } from './contract-redliner.ts'
import { invoiceTriage } from './invoice-triage.ts'
import { kbAnswer } from './kb-answer.ts'
import { leadEnricher } from './lead-enricher.ts'
import { releaseManager } from './release-manager.ts'
import { researchDigest } from './research-digest.ts'
import type { SceneOf } from './scene.ts'
import { sqlAnalyst } from './sql-analyst.ts'
import { supportTriage } from './support-triage.ts'

/** Every conversation that comes with the product. */
export const bundledScenes: readonly SceneOf[] = [
  ...supportTriage,
  ...kbAnswer,
  ...invoiceTriage,
  ...researchDigest,
  ...contractRedliner,
  ...leadEnricher,
  ...sqlAnalyst,
  ...codeMender,
  ...releaseManager,
]
