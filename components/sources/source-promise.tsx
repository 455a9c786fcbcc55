import type { Source } from '#lib/api/source.ts'
import { gapMeaning } from '#lib/format/promise.ts'
import { GapReason } from '#lib/api/frame.ts'
import { promises } from './promise.ts'

/** What is promised of a source's runs, for those who ask, and what a gap may say where that cannot be kept. */
export function SourcePromise({ source }: { source: Source }) {
  return (
    <details className="border-t border-hairline px-4 py-2 text-xs">
      <summary className="w-fit text-text-2">What is promised of its recordings</summary>
      <div className="grid gap-x-8 gap-y-3 pt-2 pb-1.5 lg:grid-cols-2">
        <dl className="grid content-start gap-2">
          {promises(source).map((promise) => (
            <div key={promise.surface}>
              <dt className="font-semibold">
                Class {promise.class}
                {promise.surface !== null && `: ${promise.surface}`}
              </dt>
              <dd className="max-w-[72ch] text-text-2">{promise.sentence}</dd>
            </div>
          ))}
          <div>
            <dt className="font-semibold">Whatever its class</dt>
            <dd className="max-w-[72ch] text-text-2">
              What was received is stored once, in order, byte for byte, before anyone sees it. What was not is a gap
              that says why.
            </dd>
          </div>
        </dl>
        <div>
          <h3 className="font-semibold">What a gap says</h3>
          <dl className="mt-0.5 grid content-start gap-1.5 sm:grid-cols-[max-content_minmax(0,1fr)] sm:gap-x-4">
            {GapReason.options.map((reason) => (
              <div key={reason} className="contents">
                <dt>
                  <code>{reason}</code>
                </dt>
                <dd className="max-w-[72ch] text-text-2 max-sm:-mt-1">{gapMeaning[reason]}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
    </details>
  )
}
