-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "purpose" TEXT NOT NULL DEFAULT 'watch';

-- AlterTable
ALTER TABLE "run" DROP COLUMN "parent_run_id",
ADD COLUMN     "parent_upstream_run_id" TEXT;

-- CreateTable
CREATE TABLE "background_read" (
    "source_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),
    "ok" BOOLEAN,
    "detail" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "background_read_pkey" PRIMARY KEY ("source_id","name")
);

-- CreateTable
CREATE TABLE "erased_run" (
    "source_id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erased_run_pkey" PRIMARY KEY ("source_id","digest")
);

-- CreateTable
CREATE TABLE "usage_bucket" (
    "source_id" UUID NOT NULL,
    "rollup" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "model" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,

    CONSTRAINT "usage_bucket_pkey" PRIMARY KEY ("source_id","rollup","bucket","model")
);

-- CreateIndex
CREATE INDEX "run_source_id_parent_upstream_run_id_idx" ON "run"("source_id", "parent_upstream_run_id");

-- CreateIndex
CREATE INDEX "run_source_id_upstream_run_id_idx" ON "run"("source_id", "upstream_run_id");

-- AddForeignKey
ALTER TABLE "background_read" ADD CONSTRAINT "background_read_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_bucket" ADD CONSTRAINT "usage_bucket_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erased_run" ADD CONSTRAINT "erased_run_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;
