import { useCallback } from 'react'
import { ApiError, type Output } from '../api.ts'
import { DropOnCard } from '../files/DropOnCard.tsx'
import { FilesPart } from '../files/FilesPart.tsx'
import { useFiles } from '../files/filesData.ts'
import { CardFailed, CardFrame, CardGhost, CardTabs } from '../records/CardFrame.tsx'
import { useHidden } from '../records/hidden.ts'
import { useFollowing } from '../records/following.ts'
import { WithReferences } from '../records/references.tsx'
import { anyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import { DealActions } from './DealActions.tsx'
import { DealCrumbs } from './DealCrumbs.tsx'
import { useDeal, useDealChange } from './dealChange.ts'
import { DealHead } from './DealHead.tsx'
import { DealOverview } from './DealOverview.tsx'
import { History } from '../timeline/History.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { useWantedEntry } from '../timeline/timelineData.ts'
import { useOneColumn } from '../ui/narrow.ts'
import { LineEditor } from './LineEditor.tsx'
import { leaveTrail, useNeighbours, useStep } from './neighbours.ts'
import { RelatedDeals } from './RelatedDeals.tsx'
import { RepeatedDeals } from './repetition/RepeatedDeals.tsx'
import { cardTabs, useView, type CardTab } from './view.ts'
import css from './DealCard.module.css'

export type Deal = Output<'deals.get'>

interface Props {
  id: number
  onClose(): void
  /** fills the screen instead of lying over the list */
  asPage?: boolean
}

/** A deal, opened: over the list or the board, or as a page of its own. */
export function DealCard(props: Props) {
  return (
    <WithReferences>
      {props.asPage && <DealCrumbs id={props.id} />}
      <Card {...props} />
    </WithReferences>
  )
}

function Card({ id, onClose, asPage = false }: Props) {
  const t = useWords()
  const view = useView()
  const deal = useDeal(id)
  useFollowing({ record: 'deals', id, asPage, key: 'deal' }, deal.data?.id)
  const close = useCallback(() => {
    leaveTrail()
    onClose()
  }, [onClose])
  const open = (other: number) => (asPage ? view.openPage(other) : view.set({ deal: other, tab: undefined }))
  const gone = deal.error instanceof ApiError && deal.error.code === 'missing'
  return (
    <CardFrame
      label={t('deal.number', { id })}
      href={`/deals/${String(id)}`}
      asPage={asPage}
      back={t('deal.back')}
      neighbours={useNeighbours(id)}
      onStep={useStep(asPage)}
      onClose={close}
      onPage={() => view.openPage(id)}
      actions={deal.data && !gone && <DealActions deal={deal.data} onOpen={open} onRemoved={close} />}
    >
      {deal.data ? (
        // A deal that is gone stays as it was read, with all that is being typed.
        <Body key={id} deal={deal.data} gone={gone} asPage={asPage} />
      ) : deal.isError ? (
        <CardFailed
          error={deal.error}
          missing={t('deal.missing')}
          failed={t('deal.failed')}
          onAgain={() => void deal.refetch()}
        />
      ) : (
        <CardGhost />
      )}
    </CardFrame>
  )
}

function Body({ deal, gone, asPage }: { deal: Deal; gone: boolean; asPage: boolean }) {
  const t = useWords()
  const view = useView()
  const change = useDealChange()
  const hidden = useHidden('deals')
  // Where there is no room for it beside the fields, the timeline has a tab.
  const oneColumn = useOneColumn()
  const own = cardTabs.filter(
    (key) =>
      (key !== 'timeline' || oneColumn) &&
      (key !== 'products' || deal.products !== null) &&
      (key !== 'links' || !hidden.has('relatedIds')),
  )
  const usual = useWantedEntry() !== undefined && oneColumn ? 'timeline' : 'overview'
  const tab = own.find((key) => key === view.tab) ?? usual
  const editable = deal.may.edit
  const files = useFiles('deals', deal.id)
  const counts: Partial<Record<CardTab, number | undefined>> = {
    products: deal.products?.lines.length,
    files: files.data?.pages[0]?.count,
    links: deal.relatedIds.length,
  }
  return (
    <>
      {editable && !gone && (
        <DropOnCard
          record="deals"
          id={deal.id}
          limit={files.data?.pages[0]?.limit ?? null}
          onAdded={() => view.set({ tab: 'files' })}
        />
      )}
      <DealHead deal={deal} gone={gone} asPage={asPage} onChange={change} />
      <CardTabs
        label={t('deal.tabs')}
        tabs={own.map((key) => ({
          key,
          name: t(key === 'files' ? 'files.tab' : key === 'timeline' ? 'timeline.title' : `deal.${key}`),
          count: counts[key],
        }))}
        value={tab}
        onChange={(next) => view.set({ tab: next })}
      >
        {tab === 'overview' && <DealOverview deal={deal} editable={editable} onChange={change} />}
        {tab === 'timeline' && (
          <div className={css.inner}>
            <Timeline record="deals" row={anyRow(deal)} name={deal.title} editable={editable} />
          </div>
        )}
        {tab === 'products' && (
          <div className={css.inner}>
            <LineEditor deal={deal} editable={editable} onChange={change} />
          </div>
        )}
        {tab === 'files' && (
          <div className={css.inner}>
            <FilesPart record="deals" id={deal.id} />
          </div>
        )}
        {tab === 'links' && (
          <div className={css.inner}>
            <RelatedDeals deal={deal} editable={editable} onChange={change} />
            <RepeatedDeals deal={deal} />
          </div>
        )}
        {tab === 'history' && (
          <div className={css.inner}>
            <History deal={anyRow(deal)} editable={editable} />
          </div>
        )}
      </CardTabs>
    </>
  )
}
