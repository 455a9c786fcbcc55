'use client'

import { memo, type ReactNode } from 'react'
import ReactMarkdown, { defaultUrlTransform, type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'

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

/** A message's markdown, rendered so that nothing in it can act on the page. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="prose">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeSanitize, schema]]}
        components={components}
        urlTransform={(url, key) => (key === 'src' || /^(https?:|mailto:)/i.test(url) ? defaultUrlTransform(url) : '')}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
})

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
