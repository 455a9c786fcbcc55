import { CopyButton } from '#components/ui/copy-button.tsx'

const commands = [
  { text: 'npm start', words: 'runs one beside these pages' },
  { text: 'npm run recorder', words: 'runs one more, with the same DATABASE_URL and secret file' },
  { text: 'npm run runtape -- doctor', words: 'says what keeps it from running' },
]

/** The commands that bring a recorder. */
export function HowToStart() {
  return (
    <ul className="mt-3 grid gap-1.5 text-left">
      {commands.map(({ text, words }) => (
        <li key={text} className="rounded-control border border-hairline bg-surface py-1.5 pr-1 pl-3">
          <div className="flex items-center justify-between gap-2">
            <code className="min-w-0 [overflow-wrap:anywhere] text-text">{text}</code>
            <CopyButton variant="bare" size="sm" text={text} />
          </div>
          <p className="pr-2 text-xs text-muted">{words}</p>
        </li>
      ))}
    </ul>
  )
}
