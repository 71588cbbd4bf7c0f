import { IconPackage } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Planned } from '../activities/Planned.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { today } from '../records/days.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { CardFields } from '../records/layout/CardFields.tsx'
import { useReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import { ClientBlock } from './ClientBlock.tsx'
import type { Deal } from './DealCard.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { useOneColumn } from '../ui/narrow.ts'
import { useView } from './view.ts'
import css from './DealOverview.module.css'

interface Props {
  deal: Deal
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** The fields of a deal in sections, each edited in its place; beside them what has happened lately. */
export function DealOverview({ deal, editable, onChange }: Props) {
  const t = useWords()
  const view = useView()
  const row = anyRow(deal)
  const oneColumn = useOneColumn()
  const field = (name: string, after?: ReactNode, can = editable) => (
    <FieldRow key={name} record="deals" name={name} row={row} editable={can} onChange={onChange} after={after} />
  )
  const client = (only: 'companyId' | 'contactIds') => () => (
    <ClientBlock
      deal={{ ...row, companyId: deal.companyId, contactIds: deal.contactIds }}
      only={only}
      editable={editable}
      onChange={onChange}
    />
  )
  const fromProducts = deal.amountFrom === 'products' && (deal.products?.lines.length ?? 0) > 0
  return (
    <div className={css.split}>
      <div className={css.fields}>
        <CardFields
          record="deals"
          row={row}
          pipelineId={deal.pipelineId}
          editable={editable}
          onChange={onChange}
          rows={{
            amount: () =>
              field(
                'amount',
                fromProducts && (
                  <button type="button" className={css.pill} onClick={() => view.set({ tab: 'products' })}>
                    <IconPackage size={14} stroke={1.75} aria-hidden />
                    {t('deal.fromProducts')}
                  </button>
                ),
                editable && !fromProducts,
              ),
            closeDate: () =>
              field('closeDate', deal.state === 'open' && deal.closeDate !== null && <Away day={deal.closeDate} />),
            pipelineId: () => field('pipelineId', undefined, deal.may.move),
          }}
          blocks={{
            companyId: {
              filled: deal.companyId !== null || row.hidden.includes('companyId'),
              draw: client('companyId'),
            },
            contactIds: {
              filled: deal.contactIds.length > 0 || row.hidden.includes('contactIds'),
              draw: client('contactIds'),
            },
          }}
        />
      </div>
      <section className={css.history} aria-label={t('timeline.title')}>
        {oneColumn ? (
          deal.removedAt === null && <Planned record="deals" id={deal.id} name={deal.title} editable={editable} />
        ) : (
          <Timeline record="deals" row={row} name={deal.title} editable={editable} />
        )}
      </section>
    </div>
  )
}

/** How far a day is: in 28 days, 3 days ago. */
function Away({ day }: { day: string }) {
  const t = useWords()
  const { me } = useReferences()
  const days = Math.round(
    (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today(me?.timeZone ?? 'UTC')}T00:00:00Z`)) / 86_400_000,
  )
  // What is near is said so by the date itself.
  if (Math.abs(days) <= 1) return null
  return (
    <span className={days < 0 ? css.late : css.away}>
      {t(days > 0 ? 'date.inDays' : 'date.daysAgo', { count: Math.abs(days) })}
    </span>
  )
}
