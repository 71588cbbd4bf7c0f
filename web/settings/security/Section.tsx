import type { ReactNode } from 'react'
import css from './SecurityPart.module.css'

interface Props {
  title: string
  icon: ReactNode
  /** stands after the title */
  mark?: ReactNode
  children: ReactNode
}

/** One thing of how one signs in. */
export function Section({ title, icon, mark, children }: Props) {
  return (
    <section className={css.section} aria-label={title}>
      <h2>
        {icon}
        {title}
        {mark}
      </h2>
      {children}
    </section>
  )
}
