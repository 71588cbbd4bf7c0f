import { Decimal } from 'decimal.js'
import type { ReactNode } from 'react'
import { useReferences } from './references.tsx'
import css from './Figures.module.css'

/** The few numbers that a record is judged by. */
export function Figures({ label, busy, children }: { label: string; busy: boolean; children: ReactNode }) {
  return (
    <dl className={css.figures} aria-label={label} aria-busy={busy}>
      {children}
    </dl>
  )
}

interface FigureProps {
  name: string
  title: string
  /** null: there is none */
  amount?: string | null | undefined
  currency?: string | undefined
  /** instead of an amount */
  text?: string | undefined
  note: string | undefined
}

/** From so many on, a sum is said in millions. */
const large = 1_000_000

/** One of them: an amount in full on a touch, or a text; a ghost until it is known. */
export function Figure({ name, title, amount, currency, text, note }: FigureProps) {
  const { format } = useReferences()
  const known = amount !== undefined && currency !== undefined
  return (
    <div className={css.figure} data-figure={name} data-amount={amount ?? undefined}>
      <dt>{title}</dt>
      <dd>
        {text !== undefined ? (
          <b>{text}</b>
        ) : known ? (
          <b title={amount === null ? undefined : format.money(amount, currency)}>
            {amount === null
              ? '—'
              : new Decimal(amount).abs().gte(large)
                ? format.shortSum(amount, currency)
                : format.sum(amount, currency)}
          </b>
        ) : (
          <i aria-hidden />
        )}
        <span>{note}</span>
      </dd>
    </div>
  )
}
