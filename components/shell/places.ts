import type { IconName } from '#components/ui/icon.tsx'

/** The pages that the rail and the bottom tabs lead to. */
export const places: readonly { href: string; label: string; icon: IconName; holds: (path: string) => boolean }[] = [
  { href: '/', label: 'Runs', icon: 'runs', holds: (path) => path === '/' || path.startsWith('/runs/') },
  { href: '/sources', label: 'Sources', icon: 'sources', holds: (path) => path.startsWith('/sources') },
  { href: '/recorders', label: 'Recorders', icon: 'recorders', holds: (path) => path === '/recorders' },
  { href: '/start', label: 'Start a run', icon: 'play', holds: (path) => path === '/start' },
]
