import { IconLock } from '@tabler/icons-react'
import { useId } from 'react'
import type { Choice, MergeName, MergePart } from '../../model/merging.ts'
import { records } from '../../model/records.ts'
import { fieldWord } from '../records/editors.tsx'
import { FieldValue } from '../records/FieldValue.tsx'
import { fieldOf, type AnyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import { says, type Comparison } from './mergeData.ts'
import css from './MergeForm.module.css'

interface Props {
  record: MergeName
  part: MergePart
  shown: Comparison
  onTake(key: string, choice: Choice): void
}

/** One thing that is said of each: whose is taken. What there may be several of is kept of all. */
export function MergeRow({ record, part, shown, onTake }: Props) {
  const t = useWords()
  const name = useId()
  const { key, how } = part
  const lines = key === 'lines'
  const label = lines ? t('merge.lines') : t(fieldWord(record, key))
  const chosen = shown.chosen[key]
  const fixed = shown.fixed.includes(key)
  const withAll = how === 'text' || lines
  if (how === 'each')
    return (
      <div className={css.row} role="group" aria-label={label} data-part-of={key}>
        <span className={css.label}>
          {label}
          <small>{t('merge.each')}</small>
        </span>
        {shown.items.map((item) => (
          <div key={item.id} className={css.cell} data-empty={!says(item[key])}>
            <Value record={record} part={part} row={item} />
          </div>
        ))}
      </div>
    )
  return (
    <fieldset className={css.row} data-part-of={key} disabled={fixed}>
      <legend className="hidden-text">{label}</legend>
      <span className={css.label} aria-hidden>
        {label}
        {fixed && (
          <small>
            <IconLock size={12} stroke={1.75} aria-hidden /> {t('merge.fixed')}
          </small>
        )}
      </span>
      {shown.items.map((item) => (
        <label key={item.id} className={`${css.cell} ${css.choice}`} data-chosen={chosen === item.id}>
          <input
            type="radio"
            name={name}
            checked={chosen === item.id}
            onChange={() => onTake(key, item.id)}
            data-take={item.id}
          />
          <span className={css.value}>
            <span className="hidden-text">{String(item[records[record].named])}: </span>
            <From id={item.id} />
            {lines ? t('merge.lines.of') : <Value record={record} part={part} row={item} />}
          </span>
        </label>
      ))}
      {withAll && shown.items.filter((item) => lines || says(item[key])).length > 1 && (
        <label className={`${css.all} ${css.choice}`} data-chosen={chosen === 'all'}>
          <input
            type="radio"
            name={name}
            checked={chosen === 'all'}
            onChange={() => onTake(key, 'all')}
            data-take="all"
          />
          <span className={css.value}>{t(lines ? 'merge.lines.all' : 'merge.all')}</span>
        </label>
      )}
    </fieldset>
  )
}

/** Whose value it is: on a phone they stand below one another. */
const From = ({ id }: { id: number }) => (
  <small className={css.from} aria-hidden>
    № {id}
  </small>
)

/** What belongs together is shown together: the parts of a name in its order, an amount with its currency. */
function Value({ record, part, row }: { record: MergeName; part: MergePart; row: AnyRow }) {
  const t = useWords()
  const shown = part.key === 'origin' ? ['originator', 'origin'] : [part.key]
  const filled = shown.filter((field) => says(row[field]) || row.hidden.includes(field))
  if (!filled.length) return <span className="t3">{t('merge.nothing')}</span>
  return filled.map((field) =>
    fieldOf(record, field).kind === 'channels' ? (
      <span key={field} className={css.lines}>
        {(row[field] as unknown[]).map((one, i) => (
          <FieldValue key={i} record={record} name={field} value={[one]} row={row} />
        ))}
      </span>
    ) : (
      <FieldValue key={field} record={record} name={field} row={row} />
    ),
  )
}
