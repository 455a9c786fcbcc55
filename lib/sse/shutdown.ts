// On globalThis, because the bundler gives instrumentation and route handlers their own copy of this module.
const key = Symbol.for('runtape.shutdown')
const holder = globalThis as typeof globalThis & { [key]?: AbortController }

function controller(): AbortController {
  return (holder[key] ??= new AbortController())
}

/** Aborts when the process is about to end. Open streams end on it. */
export function shutdownSignal(): AbortSignal {
  return controller().signal
}

/** Tells every open stream of this process to end. */
export function beginShutdown(): void {
  controller().abort()
}
