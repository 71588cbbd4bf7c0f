import { useWords, type WordKey } from '../words.ts'
import type { Comparison } from './mergeData.ts'
import css from './MergeForm.module.css'

/** What is linked with each and hangs on it, and goes over to the one that stays. */
export function Along({ shown }: { shown: Comparison }) {
  const t = useWords()
  const kinds = new Set(Object.values(shown.linked).flatMap((of) => Object.keys(of)))
  if (!kinds.size) return null
  const text = (kind: string, count: number) => {
    const known = kind.split('.')[0]!
    // A field of a company's own has a name that it has been given.
    return /\.f\d+$/.test(kind)
      ? `${t(kind as WordKey)}: ${String(count)}`
      : t(`merge.along.${known as 'deals' | 'contacts' | 'companies' | 'activities' | 'files' | 'comments'}`, { count })
  }
  return (
    <div className={css.row} role="group" aria-label={t('merge.along')} data-part-of="along">
      <span className={css.label}>{t('merge.along')}</span>
      {shown.items.map(({ id }) => {
        const told = Object.entries(shown.linked[id] ?? {})
        return (
          <div key={id} className={css.cell}>
            <span className={css.lines}>
              {told.length ? (
                told.map(([kind, count]) => <span key={kind}>{text(kind, count)}</span>)
              ) : (
                <span className="t3">{t('merge.nothing')}</span>
              )}
            </span>
          </div>
        )
      })}
    </div>
  )
}
