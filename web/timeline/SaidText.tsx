import type { ReactNode } from 'react'
import { partsOf } from '../../model/comments.ts'
import { usePeople } from '../queries.ts'
import css from './SaidText.module.css'

const address = /https?:\/\/[^\s<>"']+/g

/** What somebody said: text and nothing but text, in which people are named and addresses lead somewhere. */
export function SaidText({ text }: { text: string }) {
  const people = usePeople()
  return (
    <div className={css.said}>
      {partsOf(text).map((part, i) =>
        typeof part === 'string' ? (
          <span key={i}>{withLinks(part)}</span>
        ) : (
          <span key={i} className={css.person}>
            @{people.find(({ id }) => id === part)?.name ?? '…'}
          </span>
        ),
      )}
    </div>
  )
}

function withLinks(text: string): ReactNode[] {
  const parts: ReactNode[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(address)) {
    const href = found.replace(/[.,;:!?)\]]+$/, '')
    if (!URL.canParse(href)) continue
    parts.push(text.slice(from, index))
    parts.push(
      <a key={index} href={href} target="_blank" rel="noopener noreferrer">
        {href}
      </a>,
    )
    from = index + href.length
  }
  return [...parts, text.slice(from)]
}
