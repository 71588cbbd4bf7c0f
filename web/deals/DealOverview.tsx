import { IconChevronRight, IconPackage } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Planned } from '../activities/Planned.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { today } from '../records/days.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { OwnFields } from '../records/OwnFields.tsx'
import { useReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import { ClientBlock } from './ClientBlock.tsx'
import type { Deal } from './DealCard.tsx'
import { History } from './History.tsx'
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
  const field = (name: string, after?: ReactNode, can = editable) => (
    <FieldRow key={name} record="deals" name={name} row={row} editable={can} onChange={onChange} after={after} />
  )
  const fromProducts = deal.amountFrom === 'products' && (deal.products?.lines.length ?? 0) > 0
  return (
    <div className={css.split}>
      <div className={css.fields}>
        <Section title={t('deal.about')}>
          <dl>
            {field(
              'amount',
              fromProducts && (
                <button type="button" className={css.pill} onClick={() => view.set({ tab: 'products' })}>
                  <IconPackage size={14} stroke={1.75} aria-hidden />
                  {t('deal.fromProducts')}
                </button>
              ),
              editable && !fromProducts,
            )}
            {field('currency')}
            {field('closeDate', deal.state === 'open' && deal.closeDate !== null && <Away day={deal.closeDate} />)}
            {field('probability')}
            {field('typeId')}
            {field('ownerId')}
            {field('beginDate')}
            {field('pipelineId', undefined, deal.may.move)}
          </dl>
        </Section>
        <Section title={t('deal.client')}>
          <ClientBlock
            deal={{ ...row, companyId: deal.companyId, contactIds: deal.contactIds }}
            editable={editable}
            onChange={onChange}
          />
        </Section>
        <Section title={t('deal.people')}>
          <dl>
            {field('observerIds')}
            {field('tagIds')}
            {field('opened')}
          </dl>
        </Section>
        <Section title={t('deal.source')}>
          <dl>
            {field('sourceId')}
            {field('sourceText')}
          </dl>
          <Folded
            title={t('deal.utm')}
            open={[deal.utmSource, deal.utmMedium, deal.utmCampaign, deal.utmContent, deal.utmTerm].some(
              (one) => one !== null,
            )}
          >
            {['utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm'].map((name) => field(name))}
          </Folded>
          <Folded title={t('deal.origin')} open={deal.originator !== null || deal.origin !== null}>
            {['originator', 'origin'].map((name) => field(name))}
          </Folded>
        </Section>
        <OwnFields record="deals" row={row} editable={editable} onChange={onChange} />
        <Section title={t('deal.comment')}>
          <dl>
            <FieldRow record="deals" name="comment" row={row} editable={editable} onChange={onChange} wide />
            <FieldRow record="deals" name="info" row={row} editable={editable} onChange={onChange} wide />
          </dl>
        </Section>
      </div>
      <section className={css.history} aria-label={t('deal.history')}>
        {deal.removedAt === null && <Planned record="deals" id={deal.id} name={deal.title} editable={editable} />}
        <div className={css.past}>
          <History deal={row} editable={editable} />
        </div>
      </section>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function Folded({ title, open: start, children }: { title: string; open: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(start)
  return (
    <>
      <button type="button" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} stroke={2} aria-hidden />
        {title}
      </button>
      {open && <dl>{children}</dl>}
    </>
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
