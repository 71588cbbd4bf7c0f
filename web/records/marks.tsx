import { initials, tint } from '../format.ts'
import css from './marks.module.css'

/** A person: a circle with two letters, tinted by the id. They are drawn, not said: the name stands beside. */
export function Avatar({ id, name, large = false }: { id: number; name: string; large?: boolean }) {
  return (
    <span
      className={`${css.avatar} ${large ? css.large : ''}`}
      style={{ background: `var(--p${String(tint(id))})` }}
      data-initials={initials(name)}
      aria-hidden
    />
  )
}

/** A stage: a small square in its colour. */
export function StageMark({ color }: { color: string }) {
  return <i className={css.mark} style={{ background: `var(--stage-${color})` }} aria-hidden />
}

/** A tag: a dot in its colour and the name. */
export function Tag({ name, color }: { name: string; color: string | null }) {
  return (
    <span className={css.tag}>
      <i style={{ background: color ? `var(--stage-${color})` : 'var(--line-3)' }} aria-hidden />
      <span className={css.cut}>{name}</span>
    </span>
  )
}
