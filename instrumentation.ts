declare global {
  namespace NodeJS {
    interface ProcessEnv {
      readonly NEXT_RUNTIME?: 'nodejs' | 'edge'
    }
  }
}

/**
 * Ends open streams on shutdown, for which `next start` would wait, and those whose reader does not take their end.
 */
export async function register(): Promise<void> {
  // Written so that the bundler can replace it, and drop from its edge build what cannot run there.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { beginShutdown } = await import('#lib/sse/shutdown.ts')
    const { endStuckStreams } = await import('#lib/sse/end-stuck.ts')
    endStuckStreams()
    process.once('SIGTERM', beginShutdown)
    process.once('SIGINT', beginShutdown)
  }
}
