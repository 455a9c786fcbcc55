import { call, say, think, type SceneOf } from './scene.ts'

const churn: SceneOf = (pick) => {
  const weeks = pick(6, 16)
  return {
    agent: 'sql-analyst',
    model: 'atlas-large',
    prompt: `Did weekly churn go up in the last ${weeks} weeks, and for which plan?`,
    beats: [
      call({
        name: 'describe_tables',
        args: { like: '%subscription%' },
        result: {
          subscription: [
            'id bigint',
            'account_id bigint',
            'plan text',
            'started_at timestamptz',
            'ended_at timestamptz',
          ],
          subscription_event: ['subscription_id bigint', 'kind text', 'at timestamptz'],
        },
        ms: 300,
      }),
      think(
        'Churn per week and plan: ended in the week over active at its start. ended_at is null for active ones. Trials would distort it; there is a plan called trial, leave it out. I count by account rather than subscription because upgrades end one and start another on the same day.',
      ),
      call({
        name: 'run_query',
        args: {
          sql: `WITH week AS (\n  SELECT generate_series(date_trunc('week', now()) - interval '${weeks} weeks', date_trunc('week', now()), '1 week') AS start\n)\nSELECT week.start::date, plan,\n  count(DISTINCT account_id) FILTER (WHERE ended_at >= week.start AND ended_at < week.start + interval '1 week') AS lost,\n  count(DISTINCT account_id) AS active\nFROM week JOIN subscription ON started_at < week.start AND (ended_at IS NULL OR ended_at >= week.start)\nWHERE plan <> 'trial'\nGROUP BY 1, 2 ORDER BY 1, 2`,
          maxRows: 500,
          timeoutSeconds: 60,
        },
        result: {
          rows: weeks * 3,
          sample: [
            { start: '2025-09-01', plan: 'team', lost: 11, active: 1204 },
            { start: '2025-11-17', plan: 'team', lost: 31, active: 1260 },
            { start: '2025-11-17', plan: 'solo', lost: 19, active: 2210 },
          ],
          elapsedMs: 8120,
        },
        ms: 8300,
        progress: ['queued behind 2 queries', 'running, 31 % of blocks read', 'running, 78 % of blocks read'],
        failure: 'canceling statement due to statement timeout (60 s)',
      }),
      call({
        name: 'run_query',
        args: {
          sql: "SELECT kind, count(*) FROM subscription_event JOIN subscription ON id = subscription_id\nWHERE plan = 'team' AND at >= now() - interval '4 weeks' GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
          maxRows: 10,
        },
        result: {
          rows: [
            { kind: 'payment_failed', count: 64 },
            { kind: 'cancel_requested', count: 41 },
            { kind: 'seats_reduced', count: 37 },
          ],
        },
        ms: 2400,
      }),
      say(
        `**Yes, for the *team* plan only.** Its weekly churn rose from 0.9 % to **2.5 %** within ${weeks} weeks. *Solo* is flat at 0.9 %, *business* at 0.3 %.\n\n| week of | team | solo | business |\n|---|---:|---:|---:|\n| 1 Sep | 0.9 % | 0.8 % | 0.3 % |\n| 13 Oct | 1.2 % | 0.9 % | 0.2 % |\n| 3 Nov | 1.9 % | 0.9 % | 0.3 % |\n| 17 Nov | **2.5 %** | 0.9 % | 0.3 % |\n\nMost of it is not people leaving on purpose: of the events on *team* subscriptions in the last four weeks, **64 are failed payments**, 41 are requests to cancel. Failed payments began to climb in the week of 13 October.\n\nI counted accounts, not subscriptions, so upgrades are not losses. Trials are left out.\n\n**Worth checking next:** what changed in payments around 13 October. A retry after three days would, going by past recovery, bring back about half of the 64.`,
      ),
    ],
  }
}

const slowQuery: SceneOf = (pick) => ({
  agent: 'sql-analyst',
  model: 'atlas-large',
  prompt: `Report ${pick(11, 98)} has become slow since Monday. Find out why, change nothing.`,
  beats: [
    call(
      {
        name: 'explain_query',
        args: { report: 'open-orders', analyze: true, buffers: true },
        result: {
          node: 'Seq Scan on orders',
          rows: 4_812_330,
          actualMs: 41_200,
          sharedRead: 611_204,
          filter: "state = 'open'",
        },
        ms: 12_400,
        progress: ['planning', 'executing, 10 s', 'executing, 40 s'],
        failure: 'permission denied for function pg_stat_statements_reset',
      },
      {
        name: 'table_history',
        args: { table: 'orders', days: 7 },
        result: {
          rows: [
            { day: 'Fri', live: 4_790_112 },
            { day: 'Mon', live: 4_809_871 },
          ],
          indexes: { orders_open_idx: 'dropped Mon 02:14' },
        },
        ms: 2100,
      },
    ),
    say(
      "The partial index `orders_open_idx` was **dropped on Monday at 02:14**. Without it the report reads all 4.8 million orders to find the 9,000 open ones: 41 s instead of about 0.2 s.\n\nIt fits the nightly maintenance window, so a migration probably removed it. To restore it without blocking writes:\n\n```sql\nCREATE INDEX CONCURRENTLY orders_open_idx ON orders (created_at) WHERE state = 'open';\n```\n\nThat takes about three minutes at this size. I have changed nothing.",
    ),
  ],
})

export const sqlAnalyst: readonly SceneOf[] = [churn, slowQuery]
