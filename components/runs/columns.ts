// Widths and places of the columns. Below 768 px a row is a grid of two lines, and some cells leave.

/** Classes of a column's header and cells. */
export const columns = {
  status: 'w-[146px] max-md:w-auto max-md:col-start-1 max-md:row-start-2 max-md:text-xs',
  run: 'max-md:w-auto max-md:col-span-3 max-md:col-start-1 max-md:row-start-1',
  source: 'w-[104px] max-xl:hidden',
  model: 'w-[120px] max-lg:hidden',
  started: 'w-[72px] max-md:w-auto text-right max-md:col-start-2 max-md:row-start-2',
  duration: 'w-[66px] max-md:w-auto text-right max-md:col-start-4 max-md:row-start-1',
  ttft: 'w-16 max-md:w-auto text-right max-md:col-start-3 max-md:row-start-2 max-md:text-left max-md:text-xs max-md:before:text-muted max-md:before:content-["TTFT_"]',
  tokensIn: 'w-[54px] text-right max-lg:hidden',
  tokensOut: 'w-16 text-right max-lg:hidden',
  tools: 'w-[60px] text-right max-md:hidden',
  stalls: 'w-[46px] text-right max-xl:hidden',
  activity: 'w-[108px] max-md:w-auto max-md:col-start-4 max-md:row-start-2 max-md:overflow-visible!',
  frames: 'w-[62px] text-right max-lg:hidden',
}

export const cell =
  'h-9 truncate border-b border-soft px-1.5 first:pl-3 last:pr-3 max-md:h-[22px] max-md:border-0 max-md:p-0! max-md:leading-[22px]'

export const row =
  'group relative scroll-mt-8 hover:bg-hover data-[cursor]:bg-selected data-[cursor]:shadow-[inset_2px_0_var(--accent)] max-md:grid max-md:h-16 max-md:grid-cols-[auto_auto_minmax(0,1fr)_96px] max-md:grid-rows-[22px_22px] max-md:gap-x-2.5 max-md:border-b max-md:border-soft max-md:px-3 max-md:py-[9px]'
