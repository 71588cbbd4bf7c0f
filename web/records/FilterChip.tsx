import { IconX } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import type { Filter } from '../../model/filters.ts'
import type { RecordName } from '../../model/records.ts'
import { Floating } from '../ui/Floating.tsx'
import { useWords, type WordKey } from '../words.ts'
import { ConditionForm } from './ConditionForm.tsx'
import {
  daysOf,
  isChosen,
  isDay,
  operatorsOf,
  operatorWord,
  spans,
  type Condition,
  type DraftCondition,
} from './conditions.ts'
import { today } from './days.ts'
import { fieldWord } from './editors.tsx'
import { useNames } from './FieldValue.tsx'
import { useReferences } from './references.tsx'
import { fieldOf, fieldsOf } from './rows.ts'
import css from './FilterBar.module.css'

interface Props {
  record: RecordName
  /** any of these; one that is deeper than a condition is named and kept */
  conditions: readonly (Filter | DraftCondition)[]
  edited: { inner: number; draft: DraftCondition } | null
  /** the choice of a field for one condition more */
  adding: ReactNode
  onEdit(inner: number, draft: DraftCondition): void
  onRemove(inner: number): void
  onOr(): void
  onClose(): void
  onChange(draft: DraftCondition): void
}

export function FilterChip({ conditions, adding, ...props }: Props) {
  const t = useWords()
  const single = conditions.length === 1 && !adding
  return (
    <span
      className={`${css.chip} ${single ? '' : css.group} ${props.edited ? css.open : ''}`}
      {...(single ? {} : { role: 'group', 'aria-label': t('filter.any') })}
    >
      {conditions.map((condition, i) => (
        <One key={i} {...props} condition={condition} inner={i} />
      ))}
      {adding && (
        <>
          <span className={css.or}>{t('filter.or')}</span>
          {adding}
        </>
      )}
    </span>
  )
}

interface OneProps extends Omit<Props, 'conditions' | 'adding'> {
  condition: Filter | DraftCondition
  inner: number
}

function One({ record, condition, inner, edited, onEdit, onRemove, onOr, onClose, onChange }: OneProps) {
  const t = useWords()
  const place = useRef<HTMLSpanElement>(null)
  const known = 'field' in condition && Object.hasOwn(fieldsOf(record), condition.field)
  const name = known ? t(fieldWord(record, condition.field)) : t('filter.nested')
  const open = edited?.inner === inner
  return (
    <>
      {inner > 0 && <span className={css.or}>{t('filter.or')}</span>}
      <span ref={place} className={css.one}>
        <button
          type="button"
          className={css.what}
          onClick={() => known && onEdit(inner, condition)}
          aria-haspopup="dialog"
          aria-expanded={open}
          disabled={!known}
        >
          <span className={css.field}>{name}</span>
          {known && <Said record={record} condition={condition} />}
        </button>
        <button
          type="button"
          className={css.x}
          aria-label={t('filter.remove', { field: name })}
          onClick={() => onRemove(inner)}
        >
          <IconX size={14} stroke={2} aria-hidden />
        </button>
        {open && (
          <Floating anchor={place} role="dialog" label={name} onClose={onClose}>
            <ConditionForm record={record} condition={edited.draft} onChange={onChange} onDone={onClose} />
            <button type="button" className={css.orElse} onClick={onOr}>
              {t('filter.orElse')}
            </button>
          </Floating>
        )}
      </span>
    </>
  )
}

/** The comparison and the value, in words. */
function Said({ record, condition }: { record: RecordName; condition: Condition }) {
  const t = useWords()
  const field = fieldOf(record, condition.field)
  const value = useValueWords(record, condition)
  const usual =
    operatorsOf(field)[0] === condition.op && (isChosen(field) || condition.op === 'between' || field.kind === 'yesNo')
  return (
    <>
      {!usual && <span className={css.field}>{t(operatorWord(field.kind, condition.op))}</span>}
      {value !== '' && <span className={css.value}>{value}</span>}
    </>
  )
}

function useValueWords(record: RecordName, { field: name, op, value }: Condition): string {
  const t = useWords()
  const references = useReferences()
  const field = fieldOf(record, name)
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value]
  const far = field.to !== undefined && !['users', 'stages', 'terms', 'pipelines'].includes(field.to)
  const { data: names } = useNames(field.to ?? 'companies', far ? list.map(Number) : [])
  const { me, format } = references
  if (isDay(field)) {
    const days = list.map((one) =>
      field.kind === 'moment' ? today(me?.timeZone ?? 'UTC', new Date(String(one))) : String(one),
    )
    const now = today(me?.timeZone ?? 'UTC')
    const span =
      op === 'between'
        ? spans.find((one) => daysOf(one, now, me?.company.weekStart ?? 1).join() === days.join())
        : undefined
    return span ? t(`filter.${span}`) : days.map((day) => format.day(day)).join(' – ')
  }
  const one = (item: string | number | boolean): string => {
    switch (field.to) {
      case undefined:
        break
      case 'users':
        return item === me?.id ? t('pick.me') : (references.person(Number(item))?.name ?? t('value.unknown'))
      case 'stages':
        return references.stage(Number(item))?.name ?? t('value.unknown')
      case 'terms':
        return references.term(Number(item))?.name ?? t('value.unknown')
      case 'pipelines':
        return references.pipeline(Number(item))?.name ?? t('value.unknown')
      default:
        return names?.[Number(item)] ?? ''
    }
    if (field.values) return t(`value.${String(item)}` as WordKey)
    if (field.kind === 'yesNo') return t(item === true ? 'value.yes' : 'value.no')
    if (['integer', 'decimal', 'money'].includes(field.kind)) return format.number(String(item))
    return String(item)
  }
  if (op === 'between') return list.map(one).join(' – ')
  return list.length > 2 ? t('filter.more', { name: one(list[0]!), count: list.length - 1 }) : list.map(one).join(', ')
}
