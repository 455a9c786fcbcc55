import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { markdownParts } from './markdown-parts.ts'

const lines = [
  ...['', '', '', 'plain', '  plain', '    code', '\tcode', '# Title', '---', '***', '===', '| a | b |', '| - | - |'],
  ...[
    '- one',
    '- ',
    '* two',
    '+ three',
    '1. first',
    '2) second',
    '  - nested',
    '   text of it',
    '10. tenth',
    '-',
    '1986',
  ],
  ...['```', '```js', '````', '~~~', '  ```', '   ```', '    ```', '- ```', 'a ``` b', '> said', '> ```', '> - said'],
  ...['<div>', '</div>', '<!-- a', 'b -->', '<pre>', '</pre>', '<?php', '?>', '- [ ] do', '[not]: a definition of it'],
  ...['see [one][1]', 'see [One] and ![two][1]', '[1]: https://one.example', '[one]: <https://two.example> "two"'],
  ...['a note[^1]', '**bold**', 'hard  ', 'soft\\', '\\# no title', 'a | b', '[1]: https://other.example'],
]
const message = fc.array(fc.constantFrom(...lines), { maxLength: 24 }).map((all) => all.join('\n'))

test('parts read one by one say what the whole does', () => {
  fc.assert(
    fc.property(message, (text) => {
      const parts = markdownParts(text).map((part) => read(part.text))
      assert.equal(normal(parts.join('\n')), normal(read(text)))
    }),
    { numRuns: 500 },
  )
})

test('the parts of a message that grows stay, all but the last', () => {
  fc.assert(
    fc.property(message, fc.nat(), (text, cut) => {
      const before = markdownParts(text.slice(0, cut % (text.length + 1))).map((part) => part.at)
      const after = markdownParts(text).map((part) => part.at)
      // With what makes it one part, such as a footnote, it is read as a whole from then on.
      if (after.length > 1) assert.deepEqual(after.slice(0, before.length), before)
    }),
    { numRuns: 500 },
  )
})

test('parts are all of the text, in order', () => {
  const text = 'One\n\n- a\n\n- b\n\nTwo\n\n```\n\n\n```\n\nThree'
  assert.deepEqual(
    markdownParts(text).map((part) => part.text),
    ['One\n\n', '- a\n\n- b\n\n', 'Two\n\n', '```\n\n\n```\n\n', 'Three'],
  )
})

test('a link by reference has its definition where it stands, and no other part does', () => {
  const text = 'See [one][1].\n\nNothing.\n\n[1]: https://one.example\n[2]: https://two.example'
  assert.deepEqual(
    markdownParts(text).map((part) => part.text),
    [
      '[1]: https://one.example\n\nSee [one][1].\n\n',
      'Nothing.\n\n',
      '[1]: https://one.example\n[2]: https://two.example\n\n[1]: https://one.example\n[2]: https://two.example',
    ],
  )
})

function read(text: string): string {
  const components = {
    img: ({ src, alt }: { src?: unknown; alt?: string | undefined }) =>
      createElement('b', null, `${alt} ${String(src)}`),
  }
  return renderToStaticMarkup(createElement(ReactMarkdown, { remarkPlugins: [remarkGfm], components }, text))
}

/** Blocks stand on lines of their own, however many lines lie between them, and code ends with its last one. */
function normal(html: string): string {
  return html
    .replace(/\n+/g, '\n')
    .replace(/\n<\/code>/g, '</code>')
    .trim()
}
