-- AlterTable
ALTER TABLE "recorder" ADD COLUMN     "figures" JSONB;

-- Runs that wait for a person are counted now and then, among any number that are closed.
CREATE INDEX "recording_parked" ON "recording"("run_id") WHERE "state" = 'parked';
