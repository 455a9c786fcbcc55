'use client'

import { memo, type ComponentProps, type ReactNode } from 'react'
import ReactMarkdown, { defaultUrlTransform, type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { markdownParts } from './markdown-parts.ts'
import { visibleText } from './raw-text.ts'

// What an agent writes is somebody else's text: HTML stays text, no image is fetched, and a link shows where it goes.
const schema = { ...defaultSchema, tagNames: (defaultSchema.tagNames ?? []).filter((tag) => tag !== 'picture') }

const components: Components = {
  a: ({ href, children }) =>
    href === undefined || href === '' ? (
      <>{children}</>
    ) : (
      <>
        <a href={href} rel="noreferrer noopener" target="_blank" title={href}>
          {children}
        </a>
        {children !== href && <span className="text-muted"> ({hostOf(href)})</span>}
      </>
    ),
  img: ({ src, alt }) => (
    <code title="Images are not loaded">
      image {alt} {typeof src === 'string' ? src.slice(0, 200) : ''}
    </code>
  ),
  table: ({ children }) => (
    <div className="table">
      <table>{children}</table>
    </div>
  ),
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
}

/** While it grows, a part of more characters than this is shown as it was written. */
const mostRead = 6000

type MarkdownProps = {
  text: string
  /** Where in its message the text begins: its parts are known by their places. */
  at?: number
  growing?: boolean
}

/**
 * A message's markdown, rendered so that nothing in it can act on the page. It is read part by part, so that of a message
 * that grows only its last part is read anew; and a last part that is very long is read once it is done.
 */
export const Markdown = memo(function Markdown({ text, at = 0, growing = false }: MarkdownProps) {
  const parts = markdownParts(text)
  return (
    <div className="prose">
      {parts.map((part, index) =>
        growing && index === parts.length - 1 && part.text.length > mostRead ? (
          <p key={at + part.at} className="whitespace-pre-wrap">
            {visibleText(part.text)}
          </p>
        ) : (
          <Part key={at + part.at} text={part.text} />
        ),
      )}
    </div>
  )
})

const Part = memo(function Part({ text }: { text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={remarkPlugins}
      rehypePlugins={rehypePlugins}
      components={components}
      urlTransform={transformUrl}
    >
      {text}
    </ReactMarkdown>
  )
})

const remarkPlugins = [remarkGfm]
const rehypePlugins: ComponentProps<typeof ReactMarkdown>['rehypePlugins'] = [[rehypeSanitize, schema]]

function transformUrl(url: string, key: string): string {
  return key === 'src' || /^(https?:|mailto:)/i.test(url) ? defaultUrlTransform(url) : ''
}

function hostOf(href: string): string {
  return URL.canParse(href) ? new URL(href).host || href : href
}

/** Headings inside a message are not headings of this page. */
function Heading({ children }: { children?: ReactNode }) {
  return (
    <p role="presentation">
      <b>{children}</b>
    </p>
  )
}
