import { call, say, think, type SceneOf } from './scene.ts'

const rotateKeys: SceneOf = () => ({
  agent: 'kb-answer',
  model: 'atlas-mini',
  prompt: 'How do I rotate the API keys of a workspace without downtime?',
  beats: [
    call({
      name: 'search_articles',
      args: { query: 'rotate api key without downtime', topK: 5, space: 'developer-docs' },
      result: {
        hits: [
          { id: 'kb-112', title: 'API keys: create, rotate, revoke', score: 0.91, updated: '2025-10-02' },
          { id: 'kb-087', title: 'Zero-downtime secrets in your deployment', score: 0.84, updated: '2025-07-19' },
          { id: 'kb-140', title: 'Scopes and roles', score: 0.52, updated: '2025-09-30' },
        ],
      },
      ms: 390,
      failure: 'index developer-docs is being rebuilt',
    }),
    call(
      {
        name: 'read_article',
        args: { id: 'kb-112', sections: ['rotate'] },
        result: {
          id: 'kb-112',
          text: 'A workspace may hold two active keys. Create the second, deploy it, wait until the first shows no use for 24 hours, then revoke the first.',
        },
        ms: 260,
      },
      {
        name: 'read_article',
        args: { id: 'kb-087', sections: ['rolling'] },
        result: {
          id: 'kb-087',
          text: 'Mount the secret as a file. Processes read it again on SIGHUP. Roll one instance at a time.',
        },
        ms: 410,
      },
    ),
    say(
      'A workspace can have **two active keys at once**, so rotation needs no pause:\n\n1. **Create** the second key under *Settings → API keys → New key*. Give it the same scopes as the old one.\n2. **Deploy** it. If your service reads the key from a mounted file, replace the file and send `SIGHUP`; otherwise restart one instance at a time.\n\n   ```sh\n   printf %s "$NEW_KEY" > /run/secrets/api-key\n   kill -HUP "$(cat /run/app.pid)"\n   ```\n\n3. **Watch** the *Last used* column. Once the old key has shown no use for 24 hours, nothing depends on it.\n4. **Revoke** the old key. Requests that still carry it get `401` with the code `key_revoked`, so stragglers are easy to find in your logs.\n\nTwo things to know:\n\n- Scheduled exports keep the key they were created with. Edit and save each export once after step 2.\n- Keys are shown only at creation. If you lose the new one, create another; the limit of two counts active keys only.\n\nSources: kb-112 (rotate), kb-087 (rolling).',
    ),
  ],
})

const exportLimits: SceneOf = (pick) => ({
  agent: 'kb-answer',
  model: 'atlas-mini',
  prompt: `Why does the CSV export stop at ${pick(4, 9) * 10_000} rows, and how do I get the rest?`,
  beats: [
    think(
      'Exports have a row cap per file. The article on exports should name it and the paged variant. One search is enough.',
    ),
    call({
      name: 'search_articles',
      args: { query: 'csv export row limit', topK: 3, space: 'help' },
      result: { hits: [{ id: 'kb-031', title: 'Export limits', score: 0.88 }] },
      ms: 510,
      failure: 'search backend unavailable (circuit open)',
    }),
    say(
      'The export in the browser writes **at most one file of 64 MB**. How many rows fit depends on your columns, which is why the number looks arbitrary.\n\nTo get everything:\n\n- **Split by date.** Set *From* and *To* and export month by month. Files carry the range in their name.\n- **Use the API.** `GET /exports?cursor=` returns pages of 5,000 rows and a `nextCursor`; it has no upper limit.\n- **Schedule it.** A scheduled export writes as many parts as it needs (`part-0001.csv`, …) to your storage.\n\nLong text columns are what fills a file first. Leaving out *Notes* usually triples the number of rows.',
    ),
  ],
})

export const kbAnswer: readonly SceneOf[] = [rotateKeys, exportLimits]
