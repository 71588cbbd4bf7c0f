import {
  IconAlertCircle,
  IconArrowsDiagonal,
  IconChevronLeft,
  IconBuilding,
  IconLink,
  IconPackage,
  IconUser,
  IconX,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { ApiError, call, type Output } from '../api.ts'
import { today } from '../records/days.ts'
import { InPlace } from '../records/FieldRow.tsx'
import { Avatar, Tag } from '../records/marks.tsx'
import { useReferences, WithReferences } from '../records/references.tsx'
import { anyRow, type AnyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import { useDealChange } from './dealChange.ts'
import { DealOverview } from './DealOverview.tsx'
import { History } from './History.tsx'
import { LineEditor } from './LineEditor.tsx'
import { StageBar } from './StageBar.tsx'
import { useView, type CardTab } from './view.ts'
import css from './DealCard.module.css'

export type Deal = Output<'deals.get'>

interface Props {
  id: number
  onClose(): void
  /** fills the screen instead of lying over the list */
  asPage?: boolean
}

/** A deal, opened: over the list, or as a page of its own. */
export function DealCard(props: Props) {
  return (
    <WithReferences>
      <Card {...props} />
    </WithReferences>
  )
}

function Card({ id, onClose, asPage = false }: Props) {
  const t = useWords()
  const panel = useRef<HTMLElement>(null)
  const deal = useQuery({
    queryKey: ['deals', 'get', id],
    queryFn: ({ signal }) => call('deals.get', { id }, signal),
    retry: (count, error) => count < 2 && !(error instanceof ApiError && error.code === 'missing'),
  })

  useEffect(() => {
    if (asPage) return
    const before = document.activeElement
    panel.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [asPage])
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose()
    }
    document.addEventListener('keydown', escape)
    return () => document.removeEventListener('keydown', escape)
  }, [onClose])

  const body = deal.data ? (
    <Body key={id} deal={deal.data} asPage={asPage} onClose={onClose} />
  ) : deal.isError ? (
    <Failed id={id} error={deal.error} asPage={asPage} onClose={onClose} onAgain={() => void deal.refetch()} />
  ) : (
    <Loading id={id} asPage={asPage} onClose={onClose} />
  )
  if (asPage)
    return (
      <section className={`${css.card} ${css.page}`} aria-label={t('deal.number', { id })}>
        {body}
      </section>
    )
  return (
    <>
      <div className={css.scrim} onClick={onClose} />
      <aside
        ref={panel}
        className={`${css.card} ${css.panel}`}
        role="dialog"
        aria-label={t('deal.number', { id })}
        tabIndex={-1}
      >
        {body}
      </aside>
    </>
  )
}

const tabs = ['overview', 'products', 'history'] as const satisfies readonly CardTab[]

function Body({ deal, asPage, onClose }: { deal: Deal; asPage: boolean; onClose(): void }) {
  const t = useWords()
  const view = useView()
  const { stages } = useReferences()
  const client = useQueryClient()
  const tab = view.tab ?? 'overview'
  const change = useDealChange()
  const row = anyRow(deal)
  const editable = deal.may.edit
  const own = stages.filter(({ pipelineId }) => pipelineId === deal.pipelineId)
  const days = useDays(deal)
  const [refused, setRefused] = useState<string | null>(null)
  const move = (stageId: number) => {
    setRefused(null)
    void change({ id: deal.id, version: deal.version, field: 'stageId', value: stageId }).then((refusal) =>
      setRefused(refusal?.message ?? null),
    )
  }
  const restore = async () => {
    await call('deals.restore', { id: deal.id })
    await client.invalidateQueries({ queryKey: ['deals'] })
  }
  return (
    <>
      <Top id={deal.id} asPage={asPage} onClose={onClose} />
      <header className={css.head}>
        <div className={css.titleRow}>
          <h1 className={css.title}>
            <InPlace
              record="deals"
              name="title"
              row={row}
              editable={editable}
              label={t('deals.title')}
              onChange={change}
            />
          </h1>
          <Amount deal={deal} />
        </div>
        <Facts deal={deal} row={row} />
        {deal.removedAt !== null && (
          <p className={css.banner}>
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            {t('deal.removed')}
            {deal.may.delete && (
              <button type="button" onClick={() => void restore()}>
                {t('deal.restore')}
              </button>
            )}
          </p>
        )}
        <StageBar stages={own} stageId={deal.stageId} days={days} movable={deal.may.move} onMove={move} />
        {refused !== null && (
          <p className={css.refused} role="alert">
            <IconAlertCircle size={14} stroke={1.75} aria-hidden />
            {refused}
          </p>
        )}
      </header>
      <div className={css.tabs} role="tablist" aria-label={t('deal.tabs')}>
        {tabs.map((one, i) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`deal-tab-${one}`}
            aria-selected={tab === one}
            aria-controls="deal-part"
            tabIndex={tab === one ? 0 : -1}
            onClick={() => view.set({ tab: one })}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
              if (!step) return
              event.preventDefault()
              const next = tabs[(i + step + tabs.length) % tabs.length]!
              view.set({ tab: next })
              document.getElementById(`deal-tab-${next}`)?.focus()
            }}
          >
            {t(`deal.${one}`)}
            {one === 'products' && deal.products.lines.length > 0 && (
              <span className={css.count}>{deal.products.lines.length}</span>
            )}
          </button>
        ))}
      </div>
      <div id="deal-part" role="tabpanel" aria-labelledby={`deal-tab-${tab}`} className={css.part} tabIndex={-1}>
        {tab === 'overview' && <DealOverview deal={deal} editable={editable} onChange={change} />}
        {tab === 'products' && (
          <div className={css.inner}>
            <LineEditor deal={deal} editable={editable} onChange={change} />
          </div>
        )}
        {tab === 'history' && (
          <div className={css.inner}>
            <History deal={row} editable={editable} />
          </div>
        )}
      </div>
    </>
  )
}

/** Whole days in each stage, up to now. */
function useDays(deal: Deal): ReadonlyMap<number, number> {
  const { data } = useQuery({
    queryKey: ['deals', 'stages', deal.id],
    queryFn: ({ signal }) => call('deals.stages', { id: deal.id }, signal),
  })
  const milliseconds = new Map<number, number>()
  for (const { stageId, enteredAt, leftAt } of data ?? []) {
    milliseconds.set(
      stageId,
      (milliseconds.get(stageId) ?? 0) + Math.max(0, Date.parse(leftAt ?? deal.updatedAt) - Date.parse(enteredAt)),
    )
  }
  const { me } = useReferences()
  const now = Date.parse(`${today(me?.timeZone ?? 'UTC')}T00:00:00Z`)
  const since = Date.parse(`${today(me?.timeZone ?? 'UTC', new Date(deal.stageSince))}T00:00:00Z`)
  const days = new Map([...milliseconds].map(([stageId, time]) => [stageId, Math.floor(time / 86_400_000)]))
  if (data && deal.state === 'open')
    days.set(deal.stageId, Math.max(days.get(deal.stageId) ?? 0, Math.round((now - since) / 86_400_000)))
  return days
}

function Top({
  id,
  asPage,
  onClose,
  children,
}: {
  id: number
  asPage: boolean
  onClose(): void
  children?: ReactNode
}) {
  const t = useWords()
  const view = useView()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(`${location.origin}/deals/${String(id)}`)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div className={css.top}>
      <button type="button" className={`${css.icon} ${css.back}`} aria-label={t('deal.back')} onClick={onClose}>
        <IconChevronLeft size={20} stroke={1.75} aria-hidden />
      </button>
      <span>{t('deal.number', { id })}</span>
      {children}
      <span className={css.push} role="status">
        {copied ? t('deal.linkCopied') : ''}
      </span>
      <button
        type="button"
        className={css.icon}
        aria-label={t('deal.link')}
        title={t('deal.link')}
        onClick={() => void copy()}
      >
        <IconLink size={16} stroke={1.75} aria-hidden />
      </button>
      {!asPage && (
        <button
          type="button"
          className={`${css.icon} ${css.enlarge}`}
          aria-label={t('deal.page')}
          title={t('deal.page')}
          onClick={() => view.openPage(id)}
        >
          <IconArrowsDiagonal size={16} stroke={1.75} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={`${css.icon} ${css.close}`}
        aria-label={t('deal.close')}
        title={t('deal.close')}
        onClick={onClose}
      >
        <IconX size={16} stroke={1.75} aria-hidden />
      </button>
    </div>
  )
}

/** The clipboard of the browser is missing on a plain http address; the old way works everywhere. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

function Amount({ deal }: { deal: Deal }) {
  const t = useWords()
  const { format } = useReferences()
  return deal.amount === null ? (
    <span className={css.noAmount}>{t('deal.noAmount')}</span>
  ) : (
    <span className={css.amount} data-amount={deal.amount}>
      {format.money(deal.amount, deal.currency)}
    </span>
  )
}

/** Who and what at a glance: the client, the responsible, observers, marks. */
function Facts({ deal, row }: { deal: Deal; row: AnyRow }) {
  const t = useWords()
  const { person, term } = useReferences()
  const owner = person(deal.ownerId)
  const company = row.names.companyId
  const contact = [row.names.contactIds ?? []].flat()[0]
  const observers = deal.observerIds.flatMap((id) => person(id) ?? [])
  return (
    <div className={css.facts}>
      {typeof company === 'string' && (
        <span className={css.fact}>
          <IconBuilding size={16} stroke={1.75} aria-hidden />
          {company}
        </span>
      )}
      {contact !== undefined && (
        <span className={css.fact}>
          <IconUser size={16} stroke={1.75} aria-hidden />
          {contact}
        </span>
      )}
      {owner && (
        <span className={`${css.fact} ${css.strong}`}>
          <Avatar id={owner.id} name={owner.name} />
          {owner.name}
        </span>
      )}
      {observers.length > 0 && (
        <span className={css.fact}>
          <span className={css.avatars}>
            {observers.slice(0, 5).map(({ id, name }) => (
              <Avatar key={id} id={id} name={name} />
            ))}
          </span>
          {t(observers.length === 1 ? 'deal.observesOne' : 'deal.observes')}
        </span>
      )}
      <span className={css.marks}>
        {deal.returnCustomer && <Tag name={t('deal.returns')} color="green" />}
        {deal.repeatedApproach && <Tag name={t('deal.approached')} color="sky" />}
        {deal.tagIds.map((id) => (
          <Tag key={id} name={term(id)?.name ?? ''} color={term(id)?.color ?? null} />
        ))}
        {deal.amountFrom === 'products' && deal.products.lines.length > 0 && (
          <span className={css.fact}>
            <IconPackage size={16} stroke={1.75} aria-hidden />
            {t('deal.fromProducts')}
          </span>
        )}
        {deal.probability !== null && <span>{t('deal.probability', { percent: deal.probability })}</span>}
      </span>
    </div>
  )
}

function Loading({ id, asPage, onClose }: { id: number; asPage: boolean; onClose(): void }) {
  return (
    <>
      <Top id={id} asPage={asPage} onClose={onClose} />
      <div className={css.ghosts} aria-busy>
        <i className={css.ghostTitle} />
        <i className={css.ghostFacts} />
        <i className={css.ghostBar} />
        <div>
          {[0, 1, 2, 3, 4, 5].map((i) => (
            <i key={i} />
          ))}
        </div>
      </div>
    </>
  )
}

function Failed({
  id,
  error,
  asPage,
  onClose,
  onAgain,
}: {
  id: number
  error: Error
  asPage: boolean
  onClose(): void
  onAgain(): void
}) {
  const t = useWords()
  const missing = error instanceof ApiError && error.code === 'missing'
  return (
    <>
      <Top id={id} asPage={asPage} onClose={onClose} />
      <div className={css.failed} role="alert">
        <IconAlertCircle size={16} stroke={1.75} aria-hidden />
        <span>{missing ? t('deal.missing') : `${t('deal.failed')}. ${error.message || t('error.offline')}`}</span>
        {!missing && (
          <button type="button" onClick={onAgain}>
            {t('error.again')}
          </button>
        )}
      </div>
    </>
  )
}
