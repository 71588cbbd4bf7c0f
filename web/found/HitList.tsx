import { useRouter } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { Found } from '../ui/Found.tsx'
import type { Hit } from './hits.tsx'
import css from './FoundPage.module.css'

/** Found things, a link each; what was typed is marked in them. */
export function HitList({ hits, text, label }: { hits: readonly Hit[]; text: string; label: string }) {
  const router = useRouter()
  const go = (event: MouseEvent, href: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    router.history.push(href)
  }
  return (
    <ul className={css.list} aria-label={label}>
      {hits.map(({ key, mark, name, note, end, href }) => (
        <li key={key}>
          <a className={css.hit} href={href} data-hit={key} onClick={(event) => go(event, href)}>
            <span className={css.mark}>{mark}</span>
            <span className={`cut ${css.name}`}>
              <Found name={name} text={text} />
            </span>
            {note !== undefined && (
              <span className={`cut ${css.note}`}>
                <Found name={note} text={text} />
              </span>
            )}
            {end !== undefined && (
              <span className={`num ${css.end}`}>
                <Found name={end} text={/\d{3}/.test(text.replace(/\D/g, '')) ? text : ''} />
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Lines that are on their way. */
export function HitGhosts({ label }: { label: string }) {
  return (
    <div className={css.ghosts} role="status" aria-label={label} aria-busy>
      {[52, 38, 61, 44, 57, 35].map((width) => (
        <i key={width} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}
