import { readFile, rm } from 'node:fs/promises'
import { hashSources, readBuildStamp, stampFile, writeBuildStamp } from './build-stamp.ts'
import { lock } from './lock.ts'
import { nextBin, startProcess, type ProcessPlan } from './process.ts'
import { Refusal, stage } from './terminal.ts'

/** Builds the pages unless the build that is there was made from the same sources. */
export async function buildWeb(plan: Omit<ProcessPlan, 'args'>, signal: AbortSignal): Promise<void> {
  const held = await lock(`build ${plan.root}`, () => stage('Build', 'waiting for another build of this folder'))
  try {
    const sources = await hashSources(plan.root)
    if (sources === (await readBuildStamp(plan.root))) return stage('Build', 'up to date')
    stage('Build', 'building the pages')
    await rm(stampFile(plan.root), { force: true })
    const startedAt = Date.now()
    const build = await startProcess({ ...plan, args: [nextBin, 'build'] })
    const abort = () => build.kill('SIGKILL')
    signal.addEventListener('abort', abort, { once: true })
    const { code } = await build.exit
    signal.removeEventListener('abort', abort)
    signal.throwIfAborted()
    if (code !== 0) throw new Refusal(`The pages could not be built:\n${await tailOf(plan.logFile)}`)
    await writeBuildStamp(plan.root, sources)
    stage('Build', `done in ${Math.round((Date.now() - startedAt) / 1000)} s`)
  } finally {
    await held.release()
  }
}

export async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-20).join('\n')
}
