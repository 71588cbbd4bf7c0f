import type { ReactNode } from 'react'
import css from './CardParts.module.css'

/** The head of a card: the name, edited where it stands, and below it what matters first. */
export function CardHead({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <header className={css.head}>
      <h1 className={css.title}>{name}</h1>
      {children}
    </header>
  )
}

/** What stands in a tab by itself; the title is for those who do not see the tab. */
export function CardInner({
  narrow = false,
  title,
  children,
}: {
  narrow?: boolean
  title?: string
  children: ReactNode
}) {
  return (
    <div className={`${css.inner} ${narrow ? css.narrow : ''}`}>
      {title !== undefined && <h2 className="hidden-text">{title}</h2>}
      {children}
    </div>
  )
}

/** The fields of a record, and beside them what is linked to it; its history where there is room for it. */
export function CardOverview({
  fields,
  beside,
  history,
  label,
}: {
  fields: ReactNode
  beside: ReactNode
  history: ReactNode
  /** what the history is called */
  label: string
}) {
  return (
    <div className={css.split}>
      <div className={css.fields}>{fields}</div>
      <div className={css.beside}>
        {beside}
        <section className={css.history} aria-label={label}>
          {history}
        </section>
      </div>
    </div>
  )
}

/** Fields that belong together. */
export function CardSection({ title, id, children }: { title?: string; id?: string; children: ReactNode }) {
  return (
    <section className={css.section} data-section={id}>
      {title !== undefined && <h2>{title}</h2>}
      {children}
    </section>
  )
}
