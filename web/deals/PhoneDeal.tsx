import type { Output } from '../api.ts'
import { Avatar, StageMark } from '../records/marks.tsx'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'
import css from './PhoneDeal.module.css'

type Row = Output<'deals.list'>['items'][number]
export const phoneFields = [
  'version',
  'title',
  'stageId',
  'state',
  'amount',
  'currency',
  'closeDate',
  'closedAt',
  'ownerId',
  'companyId',
  'contactIds',
]

/** A deal under the thumb: what and how much, then where it stands, for whom, and when it closes. */
export function PhoneDeal({ deal, onOpen }: { deal: Row; onOpen(id: number): void }) {
  const t = useWords()
  const { stage, person, format } = useReferences()
  const { id, title, amount, currency, state, closeDate, closedAt, names } = deal
  const [at, owner] = [stage(deal.stageId), person(deal.ownerId)]
  const [client] = [names['companyId'] ?? names['contactIds'] ?? []].flat()
  const day = state === 'open' ? closeDate : closedAt === null ? null : format.dayOf(closedAt)
  const late = state === 'open' && closeDate !== null && closeDate < format.today()
  return (
    <li className={css.row}>
      <a
        className={css.open}
        href={`/deals/${String(id)}`}
        data-row={id}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          onOpen(id)
        }}
      >
        <span className={css.line}>
          <span className={css.title} dir="auto">
            {title}
          </span>
          {amount !== null && <span className={css.amount}>{format.money(amount, currency)}</span>}
        </span>
        <span className={`${css.line} ${css.about}`}>
          {at && (
            <span className={css.stage}>
              <StageMark color={at.color} />
              <span className="cut">{at.name}</span>
            </span>
          )}
          <span className={`cut ${css.client}`}>{client !== undefined && <bdi>{client}</bdi>}</span>
          {day !== null && (
            <span
              className={`num ${late ? css.late : ''}`}
              title={t(state === 'open' ? 'deals.closeDate' : 'deals.closedAt')}
            >
              {format.day(day)}
            </span>
          )}
          {owner && (
            <span title={owner.name} className={css.owner}>
              <Avatar id={owner.id} name={owner.name} />
              <span className="hidden-text">{owner.name}</span>
            </span>
          )}
        </span>
      </a>
    </li>
  )
}
