-- AlterTable
ALTER TABLE "recorder" ADD COLUMN     "figures" JSONB;
