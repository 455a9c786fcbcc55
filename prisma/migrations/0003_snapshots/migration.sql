-- CreateTable
CREATE TABLE "run_snapshot" (
    "run_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "block_count" INTEGER NOT NULL,
    "leaves" INTEGER[],
    "state" BYTEA NOT NULL,

    CONSTRAINT "run_snapshot_pkey" PRIMARY KEY ("run_id","key","seq")
);

-- CreateTable
CREATE TABLE "run_leaf" (
    "run_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "leaf" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "blocks" BYTEA NOT NULL,

    CONSTRAINT "run_leaf_pkey" PRIMARY KEY ("run_id","key","leaf","seq")
);

-- AddForeignKey
ALTER TABLE "run_snapshot" ADD CONSTRAINT "run_snapshot_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_leaf" ADD CONSTRAINT "run_leaf_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is stored is compressed already.
ALTER TABLE "run_snapshot" ALTER COLUMN "state" SET STORAGE EXTERNAL;
ALTER TABLE "run_leaf" ALTER COLUMN "blocks" SET STORAGE EXTERNAL;
