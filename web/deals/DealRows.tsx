import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Output } from '../api.ts'
import { Avatar, StageMark } from '../records/marks.tsx'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'
import css from './DealRows.module.css'

export type DealRow = Output<'deals.list'>['items'][number]
export const dealFields = [
  'version',
  'title',
  'stageId',
  'state',
  'amount',
  'currency',
  'closeDate',
  'closedAt',
  'ownerId',
]

/** What is said below the name of a deal. */
export type Below = (deal: DealRow) => ReactNode

/** Deals in a line each: where they stand, what they come to, when they close, whose they are. */
export function DealRows({ deals, below }: { deals: readonly DealRow[]; below?: Below | undefined }) {
  return (
    <ul className={css.deals}>
      {deals.map((deal) => (
        <Line key={deal.id} deal={deal} below={below} />
      ))}
    </ul>
  )
}

function Line({ deal, below }: { deal: DealRow; below: Below | undefined }) {
  const t = useWords()
  const { stage, person, format } = useReferences()
  const { id, title, amount, currency, state, closeDate, closedAt } = deal
  const [at, owner] = [stage(deal.stageId), person(deal.ownerId)]
  const day = state === 'open' ? closeDate : closedAt === null ? null : format.dayOf(closedAt)
  const late = state === 'open' && closeDate !== null && closeDate < format.today()
  return (
    <li className={css.deal} data-deal={id}>
      <Link to="/deals/$id" params={{ id: String(id) }} className={css.title}>
        {title}
      </Link>
      {below && <div className={css.below}>{below(deal)}</div>}
      <span className={css.stage}>
        {at && <StageMark color={at.color} />}
        <span className="cut">{at?.name}</span>
      </span>
      <span className={css.amount}>{amount === null ? '' : format.money(amount, currency)}</span>
      <span
        className={`${css.day} ${late ? css.late : ''}`}
        title={t(state === 'open' ? 'deals.closeDate' : 'deals.closedAt')}
      >
        {day === null ? '' : format.day(day)}
      </span>
      <span className={css.owner} title={owner?.name}>
        {owner && <Avatar id={owner.id} name={owner.name} />}
        <span className="hidden-text">{owner?.name}</span>
      </span>
    </li>
  )
}

/** Their shape while they are on the way. */
export function DealGhosts({ count = 4 }: { count?: number }) {
  return (
    <ul className={css.deals} aria-busy aria-hidden>
      {Array.from({ length: count }, (_, i) => (
        <li key={i} className={css.deal}>
          <i className={css.ghost} style={{ width: `${String(72 - i * 12)}%` }} />
        </li>
      ))}
    </ul>
  )
}
