import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../api.ts'
import type { ClientRecord } from '../clients/clientData.ts'
import { merge, readMerged } from '../merging/mergeData.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import css from './DuplicatesPage.module.css'

/** Merges all groups that are the same beyond doubt, one after another: each is a change of its own, undone by itself. */
export function MergeSure({ record, looking }: { record: ClientRecord; looking: boolean }) {
  const t = useWords()
  const [asked, setAsked] = useState(false)
  const [going, setGoing] = useState<{ at: number; of: number } | null>(null)
  const { data } = useQuery({
    // Asked again once all have been compared.
    queryKey: [record, 'duplicates', 'sure', looking],
    queryFn: ({ signal }) => call('duplicates.sure', { record }, signal),
  })
  const count = data?.length ?? 0
  const run = async () => {
    let done = 0
    for (const [at, { ids, into }] of (data ?? []).entries()) {
      setGoing({ at, of: count })
      try {
        await merge(record, { ids, into })
        done++
      } catch (error) {
        // What is refused, as where somebody would see more, is left to be looked at.
        if (!(error instanceof ApiError)) throw error
        if (error.code === 'offline' || error.code === 'unavailable') break
      }
    }
    setGoing(null)
    setAsked(false)
    await readMerged()
    toast(done === count ? t('duplicates.sure.all', { count }) : t('duplicates.sure.done', { done, count }))
  }
  if (!count) return null
  return (
    <>
      <button type="button" className="btn line" onClick={() => setAsked(true)}>
        {t('duplicates.sure', { count })}
      </button>
      {asked && (
        <Dialog label={t('duplicates.sure.title')} onClose={going ? undefined : () => setAsked(false)}>
          <div className={css.ask}>
            <h2>{t('duplicates.sure.title')}</h2>
            <p>{t('duplicates.sure.text', { count })}</p>
            {going && <p role="status">{t('duplicates.sure.going', { done: going.at, count: going.of })}</p>}
            <span className={css.acts}>
              <button type="button" className="btn line lg" disabled={going !== null} onClick={() => setAsked(false)}>
                {t('merge.cancel')}
              </button>
              <button type="button" className="btn primary lg" disabled={going !== null} onClick={() => void run()}>
                {t('duplicates.sure.do')}
              </button>
            </span>
          </div>
        </Dialog>
      )}
    </>
  )
}
