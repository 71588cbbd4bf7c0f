import { IconArrowsSort } from '@tabler/icons-react'
import { useHidden } from '../records/hidden.ts'
import { useWords, type WordKey } from '../words.ts'
import css from './SortChoice.module.css'

export const usualSort: readonly string[] = ['-createdAt']
const choices = {
  '-createdAt': 'list.sort.newest',
  '-amount': 'list.sort.amount',
  closeDate: 'list.sort.closes',
  stageSince: 'list.sort.waits',
  title: 'list.sort.title',
} as const satisfies Record<string, WordKey>

interface Props {
  value: readonly string[]
  onChange(sort: string[]): void
}

/** The order of a list that has no heads of columns to press. */
export function SortChoice({ value, onChange }: Props) {
  const t = useWords()
  const key = value.join(',')
  const hidden = useHidden('deals')
  return (
    <label className={css.sort}>
      <IconArrowsSort size={16} stroke={1.75} aria-hidden />
      <select aria-label={t('list.sort')} value={key} onChange={(event) => onChange(event.target.value.split(','))}>
        {Object.entries(choices)
          .filter(([sort]) => !hidden.has(sort.replace('-', '')))
          .map(([sort, word]) => (
            <option key={sort} value={sort}>
              {t(word)}
            </option>
          ))}
        {/* An order that was made with columns, and came by a link. */}
        {!(key in choices) && <option value={key}>{t('list.sort.own')}</option>}
      </select>
    </label>
  )
}
