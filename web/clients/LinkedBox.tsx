import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './Linked.module.css'

interface Props {
  title: string
  add: string
  /** nothing for those who may not */
  onAdd: (() => void) | undefined
  children: ReactNode
}

/** What stands around those that are linked to a client: what they are, and a button that adds one. */
export function LinkedBox({ title, add, onAdd, children }: Props) {
  return (
    <section aria-label={title}>
      <header className={css.head}>
        <h2>{title}</h2>
        {onAdd && (
          <button type="button" className="btn icon" aria-label={add} title={add} onClick={onAdd}>
            <IconPlus size={16} stroke={1.75} aria-hidden />
          </button>
        )}
      </header>
      {children}
    </section>
  )
}
