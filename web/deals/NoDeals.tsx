import { IconPlus } from '@tabler/icons-react'
import { openWindow } from '../shell/windows.ts'
import { useWords } from '../words.ts'
import css from './NoDeals.module.css'

/** A list of a pipeline without deals: what it is for, and the first step. */
export function NoDeals() {
  const t = useWords()
  return (
    <>
      <h2>{t('list.empty')}</h2>
      <p>{t('list.emptyHint')}</p>
      <button
        type="button"
        className={`btn primary ${css.new ?? ''}`}
        onClick={() => openWindow({ kind: 'newDeal', title: '' })}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
        {t('deal.new.title')}
      </button>
    </>
  )
}
