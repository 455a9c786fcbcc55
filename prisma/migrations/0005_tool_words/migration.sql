-- AlterTable
ALTER TABLE "tool_span" ADD COLUMN     "arguments" TEXT,
ADD COLUMN     "began_us" BIGINT,
ADD COLUMN     "result" TEXT;
