/** Ends open streams on shutdown: `next start` waits for them, and a viewer's stream would never end by itself. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { beginShutdown } = await import('#lib/sse/shutdown.ts')
  process.once('SIGTERM', beginShutdown)
  process.once('SIGINT', beginShutdown)
}
