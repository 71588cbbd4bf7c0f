import { IconAlertCircle, IconBuilding, IconUser } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, call } from '../api.ts'
import { doneWith } from '../asking.ts'
import { BinBanner } from '../records/CardFrame.tsx'
import type { Change, Refusal } from '../records/change.ts'
import { InPlace } from '../records/FieldRow.tsx'
import { useHidden } from '../records/hidden.ts'
import { Avatar, Tag } from '../records/marks.tsx'
import { useReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import type { Deal } from './DealCard.tsx'
import { undoMove } from './moving.ts'
import { RepeatMark } from './repetition/RepeatMark.tsx'
import { StageBar } from './StageBar.tsx'
import { useStageDays } from './stageDays.ts'
import css from './DealHead.module.css'

interface Props {
  deal: Deal
  /** deleted by somebody, or moved out of sight, while the card is open */
  gone: boolean
  asPage: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** What the deal is called and worth, who is in it, and where it stands. */
export function DealHead({ deal, gone, asPage, onChange }: Props) {
  const t = useWords()
  const client = useQueryClient()
  const { stages, person, me } = useReferences()
  const own = stages.filter(({ pipelineId }) => pipelineId === deal.pipelineId)
  const days = useStageDays(deal)
  const owner = person(deal.ownerId)
  const [refused, setRefused] = useState<string | null>(null)
  const move = (stageId: number) => {
    setRefused(null)
    void onChange({ id: deal.id, version: deal.version, field: 'stageId', value: stageId }).then((refusal) => {
      setRefused(refusal?.message ?? null)
      const stage = own.find(({ id }) => id === stageId)
      if (refusal || !stage) return
      doneWith(t('moved.to', { title: deal.title, stage: stage.name }), async () => {
        await undoMove(deal.id, me?.id)
        await client.invalidateQueries({ queryKey: ['deals'] })
      })
    })
  }
  return (
    <header className={css.head} data-deal={deal.id}>
      <div className={`${css.titleRow} ${asPage ? css.besideActions : ''}`}>
        <h1 className={css.title}>
          <InPlace
            record="deals"
            name="title"
            row={anyRow(deal)}
            editable={deal.may.edit}
            label={t('deals.title')}
            onChange={onChange}
          />
        </h1>
        <div className={css.worth}>
          <Amount deal={deal} />
          {owner && (
            <span className={css.phoneOwner}>
              <Avatar id={owner.id} name={owner.name} large />
              <bdi className="cut">{owner.name}</bdi>
            </span>
          )}
        </div>
      </div>
      <Facts deal={deal} asPage={asPage} />
      {gone ? <BinBanner text={t('deal.gone')} onRestore={undefined} /> : <InBin deal={deal} />}
      <StageBar
        stages={own}
        stageId={deal.stageId}
        days={days}
        movable={deal.may.move}
        closed={deal.closed}
        onMove={move}
      />
      {refused !== null && (
        <p className={css.refused} role="alert">
          <IconAlertCircle size={14} stroke={1.75} aria-hidden />
          {refused}
        </p>
      )}
    </header>
  )
}

function InBin({ deal }: { deal: Deal }) {
  const t = useWords()
  const client = useQueryClient()
  if (deal.removedAt === null) return null
  const restore = async () => {
    try {
      await call('deals.restore', { id: deal.id })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      toast(error.message || t('error.offline'), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['deals'] })
  }
  return <BinBanner text={t('deal.removed')} onRestore={deal.may.delete ? () => void restore() : undefined} />
}

function Amount({ deal }: { deal: Deal }) {
  const t = useWords()
  const { format } = useReferences()
  if (useHidden('deals').has('amount')) return null
  if (deal.hidden.includes('amount')) return <span className={css.noAmount}>{t('value.hidden')}</span>
  return deal.amount === null ? (
    <span className={css.noAmount}>{t('deal.noAmount')}</span>
  ) : (
    <span className={css.amount} data-amount={deal.amount}>
      {format.money(deal.amount, deal.currency)}
    </span>
  )
}

/** Who and what at a glance: the client, the responsible, observers, marks. */
function Facts({ deal, asPage }: { deal: Deal; asPage: boolean }) {
  const t = useWords()
  const { person, term } = useReferences()
  const owner = person(deal.ownerId)
  const { names } = anyRow(deal)
  const company = names.companyId
  const [contact] = [names.contactIds ?? []].flat()
  const [contactId] = deal.contactIds
  const observers = deal.observerIds.flatMap((id) => person(id) ?? [])
  return (
    <div className={`${css.facts} ${asPage ? css.besideActions : ''}`}>
      {typeof company === 'string' && (
        <span className={`${css.fact} ${css.client}`}>
          <IconBuilding size={16} stroke={1.75} aria-hidden />
          <Link to="/companies/$id" params={{ id: String(deal.companyId) }} className="cut">
            <bdi>{company}</bdi>
          </Link>
        </span>
      )}
      {contact !== undefined && contactId !== undefined && (
        <span className={`${css.fact} ${css.client}`}>
          <IconUser size={16} stroke={1.75} aria-hidden />
          <Link to="/contacts/$id" params={{ id: String(contactId) }} className="cut">
            <bdi>{contact}</bdi>
          </Link>
        </span>
      )}
      {owner && (
        <span className={`${css.fact} ${css.strong}`}>
          <Avatar id={owner.id} name={owner.name} />
          <bdi className="cut">{owner.name}</bdi>
        </span>
      )}
      {observers.length > 0 && (
        <span className={css.fact}>
          <span className={css.avatars} title={observers.map(({ name }) => name).join(', ')}>
            {observers.slice(0, 5).map(({ id, name }) => (
              <Avatar key={id} id={id} name={name} />
            ))}
          </span>
          {t(observers.length === 1 ? 'deal.observesOne' : 'deal.observes')}
        </span>
      )}
      <span className={css.marks}>
        <RepeatMark deal={deal} />
        {deal.returnCustomer && <span>{t('deal.returns')}</span>}
        {deal.repeatedApproach && <span>{t('deal.approached')}</span>}
        {deal.tagIds.map((id) => (
          <Tag key={id} name={term(id)?.name ?? ''} color={term(id)?.color ?? null} />
        ))}
        {deal.probability !== null && <span>{t('deal.probability', { percent: deal.probability })}</span>}
      </span>
    </div>
  )
}
