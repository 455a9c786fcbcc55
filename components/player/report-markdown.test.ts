import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { runReport } from '#lib/run/report.ts'
import { failedRun, reportFacts, reportFrame, reportTool } from '#lib/run/testing-report.ts'

type Node = { type: string; value?: string; url?: string; children?: Node[] }

const hostile = [
  '`',
  '``',
  '```',
  '```\n\n# Owned\n\n```',
  '`` ` `` `',
  '~~~\n~~~',
  '|',
  '\\|',
  '\\\\|',
  '` | `',
  '\\` | \\`',
  '| --- | --- |\n| a | b |',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '</td></table><h1>',
  '<!-- ',
  '![x](https://evil.example.test/p.png)',
  '[click](https://evil.example.test)',
  'https://evil.example.test/autolink',
  'www.evil.example.test',
  '@somebody #1 owner/name#2',
  '\n\n# Heading\n\n- list',
  '\r# Heading',
  '\u2028# Heading',
  '\\',
  '`\\',
  '\u202etxt.exe',
  '$$x$$ $`x`$',
  '[^1]: note',
  '&#96;&lt;b&gt;',
]

test('no payload ends the cell, the fence or the code that it stands in, nor does anything of its own', () => {
  for (const text of [...hostile, hostile.join('')]) {
    const run = failedRun({
      title: text,
      agent: text,
      model: text,
      upstreamRunId: text,
      error: { message: text, class: text, seq: 4811 },
    })
    const facts = reportFacts({
      run,
      frames: [reportFrame(4810, { data: text }), reportFrame(4811, { kind: 'error', data: `${text}${text}` })],
      tools: [reportTool({ name: text, error: text })],
    })
    const nodes = all(read(runReport(facts)))
    const of = (type: string) => nodes.filter((node) => node.type === type)
    const shown = JSON.stringify(text)
    assert.deepEqual([...new Set(of('link').map(({ url }) => url))], [facts.link], shown)
    for (const type of ['html', 'image', 'list', 'thematicBreak', 'footnoteDefinition', 'blockquote', 'definition']) {
      assert.equal(of(type).length, 0, `${shown} made ${type}`)
    }
    assert.equal(of('heading').length, 4, shown)
    assert.equal(of('code').length, 1, shown)
    assert.deepEqual(
      of('table').map((table) => [table.children?.length, new Set(table.children?.map((row) => row.children?.length))]),
      [
        [14, new Set([2])],
        [3, new Set([4])],
        [2, new Set([6])],
      ],
      shown,
    )
    for (const word of of('text')) assert.doesNotMatch(word.value ?? '', /evil|Owned|alert|@somebody|txt\.exe/, shown)
  }
})

function read(markdown: string): Node {
  let root: Node = { type: 'root' }
  const keep = () => (tree: unknown) => {
    root = tree as Node
  }
  renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm, keep] }, markdown))
  return root
}

function all(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(all)]
}
