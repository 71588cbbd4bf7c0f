import { useMe } from '../queries.ts'
import { useWords } from '../words.ts'
import { QuickDeal } from './QuickDeal.tsx'
import css from './FirstDeal.module.css'

/** Stands over a board without any deal: what it is for, and the first step. */
export function FirstDeal({ stageId, onMade }: { stageId: number; onMade(id: number): void }) {
  const t = useWords()
  const me = useMe()
  return (
    <section className={css.panel}>
      <h2>{t('board.start.title', { name: me?.name.trim().split(/\s+/)[0] ?? '' })}</h2>
      <p>{t('board.start.text')}</p>
      <QuickDeal stageId={stageId} submit={t('board.start.button')} onClose={() => undefined} onMade={onMade} />
    </section>
  )
}
