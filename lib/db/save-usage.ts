import type { Rollup, UsageBucket } from '#lib/dialects/rest.ts'
import { database } from './client.ts'
import { storableJson } from './storable.ts'

/** Keeps what an upstream accounts for, in place of what it said of the same hours or days; how many changed. */
export async function saveUsage(
  { sourceId, rollup, buckets }: { sourceId: string; rollup: Rollup; buckets: readonly UsageBucket[] },
  db = database(),
): Promise<number> {
  return db.prisma.$executeRaw`
    INSERT INTO usage_bucket AS u (source_id, rollup, bucket, model, calls, input_tokens, output_tokens)
    SELECT ${sourceId}::uuid, ${rollup}, bucket, model, sum(calls), sum("inputTokens"), sum("outputTokens")
    FROM json_to_recordset(${storableJson(buckets)}::text::json)
      AS t(bucket timestamptz, model text, calls bigint, "inputTokens" bigint, "outputTokens" bigint)
    GROUP BY bucket, model ORDER BY bucket, model
    ON CONFLICT (source_id, rollup, bucket, model) DO UPDATE
    SET calls = excluded.calls, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens
    WHERE (u.calls, u.input_tokens, u.output_tokens) IS DISTINCT FROM (excluded.calls, excluded.input_tokens, excluded.output_tokens)`
}
