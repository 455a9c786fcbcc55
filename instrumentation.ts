declare global {
  namespace NodeJS {
    interface ProcessEnv {
      readonly NEXT_RUNTIME?: 'nodejs' | 'edge'
    }
  }
}

/** Ends open streams on shutdown: `next start` waits for them, and a viewer's stream would never end by itself. */
export async function register(): Promise<void> {
  // Written so that the bundler can replace it, and drop from its edge build what cannot run there.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { beginShutdown } = await import('#lib/sse/shutdown.ts')
    process.once('SIGTERM', beginShutdown)
    process.once('SIGINT', beginShutdown)
  }
}
