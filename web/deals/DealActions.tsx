import { IconArrowsJoin, IconCopy, IconEye, IconRepeat, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiError, call } from '../api.ts'
import { MergeWith } from '../merging/MergeWith.tsx'
import { queries } from '../queries.ts'
import { ArrangeItem } from '../records/layout/ArrangeItem.tsx'
import { WhoSees } from '../records/WhoSees.tsx'
import { More } from '../ui/More.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import type { Deal } from './DealCard.tsx'
import { RepeatForm } from './repetition/RepeatForm.tsx'
import { useView } from './view.ts'
import css from './DealActions.module.css'

interface Props {
  deal: Deal
  /** opens the copy */
  onOpen(id: number): void
  onRemoved(): void
}

/** What can be done with the deal as a whole. Both are taken back from the message. */
export function DealActions({ deal, onOpen, onRemoved }: Props) {
  const t = useWords()
  const view = useView()
  const [asks, setAsks] = useState(false)
  const [repeats, setRepeats] = useState(false)
  const [merges, setMerges] = useState(false)

  const ask = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      toast(error.code === 'offline' ? t('state.offline') : error.message, { bad: true })
      return false
    } finally {
      void queries.invalidateQueries({ queryKey: ['deals'] })
    }
  }
  const undoing = (act: () => Promise<unknown>) => ({
    action: { name: t('undo'), run: () => void ask(act).then((done) => done && toast(t('undone'))) },
  })
  const copy = async () => {
    const made = { id: 0 }
    if (!(await ask(async () => Object.assign(made, await call('deals.copy', { id: deal.id }))))) return
    onOpen(made.id)
    toast(
      t('deal.copied', { id: made.id }),
      undoing(() => call('deals.remove', { id: made.id })),
    )
  }
  const remove = async () => {
    if (!(await ask(() => call('deals.remove', { id: deal.id })))) return
    onRemoved()
    toast(
      t('removed.done', { title: deal.title }),
      undoing(() => call('deals.restore', { id: deal.id })),
    )
  }
  return (
    <>
      <More label={t('deal.more')} className={`btn icon ${css.more ?? ''}`} title>
        {(choose) => (
          <>
            <button type="button" role="menuitem" onClick={choose(copy)}>
              <IconCopy size={16} stroke={1.75} aria-hidden />
              {t('deal.copy')}
            </button>
            {(deal.may.edit || deal.repeats !== null) && (
              <button type="button" role="menuitem" onClick={choose(() => setRepeats(true))}>
                <IconRepeat size={16} stroke={1.75} aria-hidden />
                {t('repeat.menu')}
              </button>
            )}
            <ArrangeItem record="deals" id={deal.id} choose={choose} onArrange={() => view.set({ tab: undefined })} />
            <button type="button" role="menuitem" onClick={choose(() => setAsks(true))}>
              <IconEye size={16} stroke={1.75} aria-hidden />
              {t('who.title')}
            </button>
            {deal.may.edit && deal.may.delete && (
              <button type="button" role="menuitem" onClick={choose(() => setMerges(true))}>
                <IconArrowsJoin size={16} stroke={1.75} aria-hidden />
                {t('merge.with')}
              </button>
            )}
            {deal.may.delete && deal.removedAt === null && (
              <>
                <hr />
                <button type="button" role="menuitem" onClick={choose(remove)}>
                  <IconTrash size={16} stroke={1.75} aria-hidden />
                  {t('deal.delete')}
                </button>
              </>
            )}
          </>
        )}
      </More>
      {repeats && <RepeatForm deal={deal} onClose={() => setRepeats(false)} />}
      {merges && (
        <MergeWith
          record="deals"
          id={deal.id}
          name={deal.title}
          onClose={() => setMerges(false)}
          onMerged={(into) => {
            setMerges(false)
            if (into !== deal.id) onOpen(into)
          }}
        />
      )}
      {asks && <WhoSees record="deals" id={deal.id} name={deal.title} onClose={() => setAsks(false)} />}
    </>
  )
}
