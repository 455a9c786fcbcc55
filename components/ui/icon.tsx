import type { ReactNode } from 'react'
import { cx } from './cx.ts'

const solid = { fill: 'currentColor', stroke: 'none' }

/** Drawn on a 16 px grid with a stroke of 1.5. `s-…` are statuses, `k-…` kinds of frames. */
const drawings = {
  's-ok': <path d="m3 8.5 3.25 3.25L13 4.5" strokeWidth="1.75" />,
  's-error': <path d="m3.75 3.75 8.5 8.5M12.25 3.75l-8.5 8.5" strokeWidth="1.75" />,
  's-running': (
    <>
      <circle cx="8" cy="8" r="5.25" />
      <path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" {...solid} />
    </>
  ),
  's-waiting': (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M6.5 6v4M9.5 6v4" />
    </>
  ),
  's-stall': <path d="M8 2.75 14 13H2z" fill="currentColor" />,
  's-lost': (
    <>
      <rect x="2.75" y="2.75" width="10.5" height="10.5" />
      <path d="m3 9 6-6M3 13 13 3M7 13l6-6" />
    </>
  ),
  's-cancelled': (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.25 11.75 7.5-7.5" />
    </>
  ),
  's-queued': <circle cx="8" cy="8" r="5.25" />,
  's-ended': <rect x="4.25" y="4.25" width="7.5" height="7.5" />,
  'k-output': <rect x="4.5" y="4.5" width="7" height="7" rx=".5" {...solid} />,
  'k-reasoning': <path d="M8 3 13 8l-5 5-5-5z" />,
  'k-tool': (
    <path d="M13.2 4.9a3.4 3.4 0 0 1-4.5 4.1L5 12.7a1.2 1.2 0 0 1-1.7-1.7L7 7.3a3.4 3.4 0 0 1 4.1-4.5L9.2 4.7l.3 1.8 1.8.3z" />
  ),
  'k-result': <path d="M5 3.2v9.6L12.6 8z" {...solid} />,
  'k-meta': <circle cx="8" cy="8" r="1.75" {...solid} />,
  'k-error': <path d="m3.75 3.75 8.5 8.5M12.25 3.75l-8.5 8.5" strokeWidth="1.75" />,
  'k-gap': (
    <>
      <rect x="2.75" y="2.75" width="10.5" height="10.5" />
      <path d="m3 9 6-6M3 13 13 3M7 13l6-6" />
    </>
  ),
  runs: <path d="M2.5 3.75h2M2.5 8h2M2.5 12.25h2M7 3.75h6.5M7 8h4.5M7 12.25h6.5" />,
  sources: (
    <>
      <circle cx="8" cy="8" r="1.5" />
      <path d="M5 11a4.25 4.25 0 0 1 0-6M11 5a4.25 4.25 0 0 1 0 6M3 13.25a7.4 7.4 0 0 1 0-10.5M13 2.75a7.4 7.4 0 0 1 0 10.5" />
    </>
  ),
  recorders: (
    <>
      <rect x="1.75" y="3.75" width="12.5" height="8.5" rx="1.5" />
      <circle cx="5.25" cy="8" r="1.5" />
      <circle cx="10.75" cy="8" r="1.5" />
      <path d="M5.25 9.5h5.5" />
    </>
  ),
  play: <path d="M4.75 3.25v9.5L12.5 8z" />,
  pause: <path d="M4.5 3h2.25v10H4.5zM9.25 3h2.25v10H9.25z" {...solid} />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" />,
  first: <path d="M3.5 3.5v9M12 3.5 7.5 8l4.5 4.5" />,
  last: <path d="M12.5 3.5v9M4 3.5 8.5 8 4 12.5" />,
  back: <path d="M10.5 3.5 6 8l4.5 4.5" />,
  next: <path d="M5.5 3.5 10 8l-4.5 4.5" />,
  up: <path d="M8 13V3.5M4.25 7 8 3.25 11.75 7" />,
  down: <path d="M8 3v9.5M4.25 9 8 12.75 11.75 9" />,
  end: <path d="M8 2.5v8M4.5 7 8 10.5 11.5 7M3.5 13.5h9" />,
  'chevron-down': <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  'chevron-right': <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.25" />
      <path d="m10.25 10.25 3.25 3.25" />
    </>
  ),
  filter: <path d="M2.5 4.25h11M4.75 8h6.5M6.75 11.75h2.5" />,
  plus: <path d="M8 3.25v9.5M3.25 8h9.5" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3.25 8.5 3 3 6.5-7" />,
  copy: (
    <>
      <rect x="5.75" y="5.75" width="7.5" height="7.5" rx="1.5" />
      <path d="M10.25 5.5V4.25a1.5 1.5 0 0 0-1.5-1.5h-4.5a1.5 1.5 0 0 0-1.5 1.5v4.5a1.5 1.5 0 0 0 1.5 1.5H5.5" />
    </>
  ),
  link: (
    <path d="M6.75 9.25a2.6 2.6 0 0 0 3.7 0l2.1-2.1a2.6 2.6 0 0 0-3.7-3.7l-.85.85M9.25 6.75a2.6 2.6 0 0 0-3.7 0l-2.1 2.1a2.6 2.6 0 0 0 3.7 3.7l.85-.85" />
  ),
  table: (
    <path d="M3.75 2.75h8.5a1.5 1.5 0 0 1 1.5 1.5v7.5a1.5 1.5 0 0 1-1.5 1.5h-8.5a1.5 1.5 0 0 1-1.5-1.5v-7.5a1.5 1.5 0 0 1 1.5-1.5zM2.25 6.25h11.5M2.25 9.75h11.5M6.5 6.25v7" />
  ),
  download: <path d="M8 2.75v7M4.75 6.75 8 10l3.25-3.25M2.75 13.25h10.5" />,
  refresh: <path d="M13 8a5 5 0 1 1-1.5-3.55L13 6M13 2.75V6H9.75" />,
  edit: <path d="m3 13 .75-3L10.5 3.25l2.25 2.25L6 12.25zM9 4.75 11.25 7" />,
  trash: <path d="M2.75 4.25h10.5M6 4V2.75h4V4M4.25 4.5l.6 8.75h6.3l.6-8.75" />,
  more: <path d="M3.75 8h.01M8 8h.01M12.25 8h.01" strokeWidth="2" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" {...solid} />
    </>
  ),
  keys: <path d="M1.8 4.5h12.4v7.5H1.8zM4.5 7.2h.01M7 7.2h.01M9.5 7.2h.01M12 7.2h.01M5 9.6h6" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.75V8l2.25 1.5" />
    </>
  ),
  lock: (
    <>
      <rect x="3.25" y="7" width="9.5" height="6.25" rx="1.5" />
      <path d="M5.25 6.75V5a2.75 2.75 0 0 1 5.5 0v1.75" />
    </>
  ),
  'sign-out': <path d="M6.25 2.75h-3v10.5h3M10 4.75 13.25 8 10 11.25M13 8H6.5" />,
  condense: <path d="M2.5 3.5h11M2.5 12.5h11M2.5 8h.01M5.3 8h.01M8 8h.01M10.7 8h.01M13.5 8h.01" />,
  fold: <path d="M2.5 8h11M8 1.5v4M6 4l2 2 2-2M8 14.5v-4M6 12l2-2 2 2" />,
  fit: <path d="M2.5 3.5v9M13.5 3.5v9M5 8h6M6.75 6 4.75 8l2 2M9.25 6l2 2-2 2" />,
  failure: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM6 6l4 4M10 6l-4 4" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings

/** A 16 px icon in the colour of its text. Decorative: say its meaning in words beside it or in a label. */
export function Icon({ name, className }: { name: IconName; className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={cx('size-4 flex-none fill-none stroke-current stroke-[1.5]', className)}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {drawings[name]}
    </svg>
  )
}

/** The product's mark: two reels, the tape, and the playhead on it. */
export function Mark({ className }: { className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={cx('size-6 flex-none fill-none stroke-text stroke-[1.5]', className)}
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="7.5" cy="11" r="4" />
      <circle cx="16.5" cy="11" r="4" />
      <path d="M3 19h18" />
      <circle cx="7.5" cy="11" r=".6" />
      <circle cx="16.5" cy="11" r=".6" />
      <path d="M15 17v4" className="stroke-accent" strokeWidth="2" />
    </svg>
  )
}
