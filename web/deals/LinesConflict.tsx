import { useWords } from '../words.ts'
import { totalsOf, type LineRow } from './lineRows.ts'
import css from './LinesConflict.module.css'

interface Props {
  mine: readonly LineRow[]
  theirs: readonly LineRow[]
  decimals: number
  money(amount: string): string
  onMine(): void
  onTheirs(): void
}

/** Two sheets of one deal, and the choice between them. */
export function LinesConflict({ mine, theirs, decimals, money, onMine, onTheirs }: Props) {
  const t = useWords()
  const said = (rows: readonly LineRow[]) =>
    `${t('lines.count', { count: rows.length })}, ${money(totalsOf(rows, decimals).total)}`
  return (
    <div className={css.conflict} role="alert">
      <p>{t('lines.conflict')}</p>
      <div>
        <span>{t('conflict.mine')}</span>
        <b>{said(mine)}</b>
        <small>{mine.map(({ name }) => name).join(', ')}</small>
        <button type="button" onClick={onMine}>
          {t('conflict.keepMine')}
        </button>
      </div>
      <div>
        <span>{t('conflict.theirs')}</span>
        <b>{said(theirs)}</b>
        <small>{theirs.map(({ name }) => name).join(', ')}</small>
        <button type="button" onClick={onTheirs}>
          {t('conflict.takeTheirs')}
        </button>
      </div>
    </div>
  )
}
