-- The tables of schema.prisma, with four things that Prisma cannot say:
--   frame is range-partitioned by run id, in bands of 4,096 runs (lib/db/frame-partitions.ts makes the later ones)
--   recording has room on each page, so that the update of a flush stays on its page and touches no index
--   recording is vacuumed early: its rows are updated many times a second while a run streams
--   recording_open finds the few runs to be recorded among all that ever were

-- CreateTable
CREATE TABLE "source" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "dialect" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "credential" TEXT,
    "headers" TEXT,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "health_ok" BOOLEAN,
    "health_detail" TEXT,
    "health_latency_ms" INTEGER,
    "health_checked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_key" (
    "source_id" UUID NOT NULL,
    "surface" TEXT NOT NULL,
    "upstream_run_id" TEXT NOT NULL,
    "run_id" BIGINT NOT NULL,

    CONSTRAINT "run_key_pkey" PRIMARY KEY ("source_id","surface","upstream_run_id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" BIGSERIAL NOT NULL,
    "public_id" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "dialect" TEXT NOT NULL,
    "operation" TEXT,
    "surface" TEXT NOT NULL DEFAULT '',
    "upstream_run_id" TEXT,
    "thread_id" TEXT,
    "agent" TEXT,
    "persona" TEXT,
    "model" TEXT,
    "parent_run_id" BIGINT,
    "title" TEXT,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "recording" TEXT NOT NULL DEFAULT 'pending',
    "recording_error" TEXT,
    "integrity" TEXT,
    "clock" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "keep" BOOLEAN NOT NULL DEFAULT false,
    "start" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_us" BIGINT,
    "started_at_basis" TEXT,
    "ended_us" BIGINT,
    "last_frame_us" BIGINT,
    "frame_count" INTEGER NOT NULL DEFAULT 0,
    "byte_count" BIGINT NOT NULL DEFAULT 0,
    "gap_count" INTEGER NOT NULL DEFAULT 0,
    "duplicates_dropped" INTEGER NOT NULL DEFAULT 0,
    "time_to_first_byte_ms" DOUBLE PRECISION,
    "time_to_first_frame_ms" DOUBLE PRECISION,
    "ttft_ms" DOUBLE PRECISION,
    "time_to_first_reasoning_ms" DOUBLE PRECISION,
    "time_to_first_tool_ms" DOUBLE PRECISION,
    "itl_p50_ms" DOUBLE PRECISION,
    "itl_p95_ms" DOUBLE PRECISION,
    "longest_stall_ms" DOUBLE PRECISION,
    "stall_count" INTEGER NOT NULL DEFAULT 0,
    "stall_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "reasoning_tokens" INTEGER,
    "cached_tokens" INTEGER,
    "tokens_estimated" BOOLEAN NOT NULL DEFAULT false,
    "cost_amount" DOUBLE PRECISION,
    "cost_currency" TEXT,
    "upstream_totals" JSONB,
    "tool_count" INTEGER NOT NULL DEFAULT 0,
    "tool_error_count" INTEGER NOT NULL DEFAULT 0,
    "open_tool" TEXT,
    "error_message" TEXT,
    "error_class" TEXT,
    "error_seq" INTEGER,
    "activity" JSONB,
    "gap_histogram" JSONB,
    "latency" JSONB,
    "fold_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);

-- CreateTable
CREATE TABLE "recording" (
    "run_id" BIGINT NOT NULL,
    "next_seq" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "id_epoch" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'open',
    "owner" UUID,
    "retry_at" TIMESTAMPTZ(3),
    "stop_requested" BOOLEAN NOT NULL DEFAULT false,
    "cursor" BYTEA,
    "chain" BYTEA,
    "byte_count" BIGINT NOT NULL DEFAULT 0,
    "gap_count" INTEGER NOT NULL DEFAULT 0,
    "unverified_count" INTEGER NOT NULL DEFAULT 0,
    "duplicates" INTEGER NOT NULL DEFAULT 0,
    "last_received_us" BIGINT NOT NULL DEFAULT 0,
    "checkpoint" JSONB,
    "checkpoint_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "recording_pkey" PRIMARY KEY ("run_id")
) WITH (fillfactor = 70, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02);

-- CreateTable
CREATE TABLE "frame" (
    "run_id" BIGINT NOT NULL,
    "received_us" BIGINT NOT NULL,
    "emitted_us" BIGINT,
    "seq" INTEGER NOT NULL,
    "connection" SMALLINT NOT NULL,
    "kind" SMALLINT NOT NULL,
    "backlog" BOOLEAN NOT NULL,
    "upstream_id" BYTEA,
    "raw" BYTEA NOT NULL,

    CONSTRAINT "frame_pkey" PRIMARY KEY ("run_id","seq")
) PARTITION BY RANGE ("run_id");

CREATE TABLE "frame_b0" PARTITION OF "frame" FOR VALUES FROM (0) TO (4096);

-- CreateTable
CREATE TABLE "connection" (
    "run_id" BIGINT NOT NULL,
    "number" SMALLINT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "request_headers" JSONB NOT NULL,
    "request_body" BYTEA,
    "status" INTEGER,
    "response_headers" JSONB,
    "response_body" BYTEA,
    "cursor_sent" TEXT,
    "opened_us" BIGINT NOT NULL,
    "first_byte_us" BIGINT,
    "closed_us" BIGINT,
    "why" TEXT,
    "detail" TEXT,
    "frames" INTEGER NOT NULL DEFAULT 0,
    "duplicates" INTEGER NOT NULL DEFAULT 0,
    "tail" BYTEA,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("run_id","number")
);

-- CreateTable
CREATE TABLE "tool_span" (
    "run_id" BIGINT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "call_id" TEXT,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "start_seq" INTEGER,
    "end_seq" INTEGER,
    "started_us" BIGINT,
    "ended_us" BIGINT,
    "error" TEXT,
    "parent_call_id" TEXT,

    CONSTRAINT "tool_span_pkey" PRIMARY KEY ("run_id","ordinal")
);

-- CreateTable
CREATE TABLE "recorder" (
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recorder_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "source_slug_key" ON "source"("slug");

-- CreateIndex
CREATE INDEX "run_key_run_id_idx" ON "run_key"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_public_id_key" ON "run"("public_id");

-- CreateIndex
CREATE INDEX "run_created_at_id_idx" ON "run"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "run_status_created_at_idx" ON "run"("status", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_source_id_created_at_idx" ON "run"("source_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_agent_created_at_idx" ON "run"("agent", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_thread_id_idx" ON "run"("thread_id");

-- CreateIndex
CREATE INDEX "tool_span_name_idx" ON "tool_span"("name");

-- CreateIndex
CREATE INDEX "recording_open" ON "recording"("run_id") WHERE "state" = 'open';

-- AddForeignKey
ALTER TABLE "run_key" ADD CONSTRAINT "run_key_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_key" ADD CONSTRAINT "run_key_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recording" ADD CONSTRAINT "recording_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_span" ADD CONSTRAINT "tool_span_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
