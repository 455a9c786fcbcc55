import { call, say, think, type SceneOf } from './scene.ts'

const saas: SceneOf = (pick) => {
  const version = pick(2, 9)
  return {
    agent: 'contract-redliner',
    model: 'quartz-2',
    prompt: `Redline version ${version} of the hosting agreement against our playbook. Only what we cannot accept.`,
    beats: [
      call({
        name: 'load_document',
        args: { id: 'hosting-agreement', version, as: 'clauses' },
        result: { clauses: 47, pages: 18, language: 'en', trackedChanges: 6 },
        ms: 1100,
      }),
      think(
        'Forty-seven clauses. The playbook has nine hard limits. I compare clause by clause: liability, indemnity, term, data, audit, subcontractors, price changes, governing law, notice. First the clauses that changed since the last version, since somebody cared enough to change them.',
      ),
      call(
        {
          name: 'compare_with_playbook',
          args: { document: 'hosting-agreement', version, playbook: 'procurement-2025', only: 'hard-limits' },
          result: {
            violations: [
              { clause: '9.2', limit: 'liability-cap', found: 'uncapped for customer data' },
              { clause: '12.1', limit: 'price-change', found: '30 days notice, no exit' },
              { clause: '15.4', limit: 'subcontractors', found: 'no right to object' },
            ],
            unclear: [{ clause: '7.6', limit: 'data-return', found: 'format not named' }],
          },
          ms: 6400,
          progress: ['clauses 1–15', 'clauses 16–31', 'clauses 32–47'],
          failure: 'playbook procurement-2025 has an unpublished draft, refusing to compare',
        },
        {
          name: 'list_changes',
          args: { document: 'hosting-agreement', from: version - 1, to: version },
          result: { changed: ['4.1', '9.2', '9.3', '12.1', '18.2', '22.5'] },
          ms: 1700,
        },
      ),
      say(
        `Three clauses cross a hard limit; one is unclear. Two of the three (9.2, 12.1) are new in version ${version}.\n\n### 9.2 Limitation of liability\n\n> ~~Supplier's liability for loss of Customer Data is excluded.~~ **Supplier's liability for loss of Customer Data is limited to twice the fees paid in the twelve months before the event; the limit does not apply to intent or gross negligence.**\n\n*Why:* the playbook allows a cap, never an exclusion.\n\n### 12.1 Changes of price\n\n> Supplier may change prices with ~~30~~ **90** days' notice. **Customer may terminate with effect from the day of the change.**\n\n*Why:* without an exit the notice is only an announcement.\n\n### 15.4 Subcontractors\n\n> Supplier may engage subcontractors **listed in Annex C and shall give 30 days' notice of additions. Customer may object on reasonable grounds; if no solution is found, either party may terminate the affected service.**\n\n### Unclear: 7.6 Return of data\n\nThe clause promises return "in a common format". Ask for CSV or JSON and a period of 30 days; both are playbook defaults, not hard limits.\n\nEverything else is within limits. I did not touch 18.2 and 22.5: they changed, but only in wording.`,
      ),
    ],
  }
}

const annex: SceneOf = () => ({
  agent: 'contract-redliner',
  model: 'quartz-2',
  prompt: 'Draft Annex C (subcontractors) from the vendor list',
  workflowTool: 'documents.draft_annex',
  beats: [
    call({
      name: 'documents.draft_annex',
      args: { template: 'annex-c', source: 'vendor-list', jurisdiction: 'EU' },
      result: { document: 'annex-c-draft-3', rows: 12, warnings: ['2 vendors without a registered seat'] },
      ms: 7200,
      progress: ['reading the vendor list', 'filling 12 rows', 'checking seats'],
      failure: 'vendor list has no column "processing location"',
    }),
    say(
      'Annex C is drafted with twelve subcontractors. Two have no registered seat in the list; their rows are marked and need a value before signing.',
    ),
  ],
})

export const contractRedliner: readonly SceneOf[] = [saas, annex]
