import type { Page } from '@playwright/test'

/**
 * How one would do it first: a row of the page for each frame, the end kept in view. With `rows` off, the same stream into
 * nothing: that is as early as a page can know of a frame.
 */
export async function plainList(
  page: Page,
  origin: string,
  plan: { run: string; frames: number | null; live: boolean; rows: boolean },
) {
  const path = `${origin}/plain-list`
  await page.route(path, (route) => route.fulfill({ contentType: 'text/html', body: html(plan) }))
  return path
}

function html(plan: object): string {
  return `<!doctype html><title>Plain list</title>
<style>body{margin:0}#list{height:900px;overflow-y:scroll;font:12px monospace}.bench-row{display:grid;grid-template-columns:80px 80px 80px 1fr;height:28px}</style>
<div id=list></div>
<script type=module>(${run.toString()})(${JSON.stringify(plan)})</script>`
}

/** Runs in the page. */
async function run(plan: { run: string; frames: number | null; live: boolean; rows: boolean }): Promise<void> {
  type Row = { seq: number; offsetMs: number | null; kind: string; data: string | null }
  const list = document.getElementById('list') as HTMLElement
  const add = (frames: readonly Row[]) => {
    const at = Date.now()
    const { arrived } = window as unknown as { arrived?: [number, number][] }
    for (const frame of frames) {
      arrived?.push([frame.seq, at])
      if (!plan.rows) continue
      const row = document.createElement('div')
      row.className = 'bench-row'
      row.dataset['seq'] = String(frame.seq)
      const cells = [`#${frame.seq}`, ((frame.offsetMs ?? 0) / 1000).toFixed(3), frame.kind, frame.data]
      for (const cell of cells) row.append(Object.assign(document.createElement('span'), { textContent: cell }))
      const payload = row.lastElementChild as HTMLElement
      payload.dataset['payload'] = ''
      list.append(row)
    }
    list.scrollTop = list.scrollHeight
  }
  let after = 0
  while (plan.frames === null || after < plan.frames) {
    const answer = await fetch(`/api/v1/runs/${plan.run}/frames?after=${after}&limit=1000`)
    const page = (await answer.json()) as { frames: Row[] }
    add(page.frames)
    after = page.frames.at(-1)?.seq ?? after
    if (page.frames.length < 1000) break
  }
  document.documentElement.dataset['done'] = String(after)
  if (!plan.live) return
  const stream = new EventSource(`/api/v1/runs/${plan.run}/events?after=${after}`)
  stream.addEventListener('frames', (event: MessageEvent<string>) => add(JSON.parse(event.data) as Row[]))
}
