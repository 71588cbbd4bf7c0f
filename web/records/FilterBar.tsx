import { IconFilter, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Filter } from '../../model/filters.ts'
import { records, type RecordName } from '../../model/records.ts'
import { Floating } from '../ui/Floating.tsx'
import { Key } from '../ui/Key.tsx'
import { PickOne } from '../ui/Pick.tsx'
import { useWords, type WordKey } from '../words.ts'
import { ConditionForm } from './ConditionForm.tsx'
import {
  allOf,
  daysOf,
  filterFields,
  isChosen,
  isComplete,
  isDay,
  operatorsOf,
  operatorWord,
  partsOf,
  spans,
  type Condition,
  type DraftCondition,
} from './conditions.ts'
import { today } from './days.ts'
import { fieldWord } from './editors.tsx'
import { useNames } from './FieldValue.tsx'
import { useReferences, WithReferences } from './references.tsx'
import { fieldOf, fieldsOf } from './rows.ts'
import css from './FilterBar.module.css'

interface Props {
  record: RecordName
  value: Filter | undefined
  onChange(filter: Filter | undefined): void
  /** the fields that are offered; all if left out */
  fields?: readonly string[]
}

/** The conditions of a list as chips: field, comparison, value. All of them have to hold. `/` adds one. */
export function FilterBar(props: Props) {
  return (
    <WithReferences>
      <Bar {...props} />
    </WithReferences>
  )
}

function Bar({ record, value, onChange, fields = filterFields(record) }: Props) {
  const t = useWords()
  const parts = partsOf(value)
  const [choosing, setChoosing] = useState(false)
  const [text, setText] = useState('')
  /** which part is being edited; one past the end is a new one, not yet in the filter until it says enough */
  const [edited, setEdited] = useState<{ at: number; draft: DraftCondition } | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const { named } = records[record]

  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      setChoosing(true)
    }
    document.addEventListener('keydown', slash)
    return () => document.removeEventListener('keydown', slash)
  }, [])

  const put = (at: number, part: Filter | null) => {
    const next: (Filter | null)[] = [...parts]
    next[at] = part
    onChange(allOf(next.filter((one) => one !== null)))
  }
  const change = (draft: DraftCondition) => {
    if (!edited) return
    setEdited({ at: edited.at, draft })
    if (isComplete(draft)) put(edited.at, draft)
    else if (edited.at < parts.length && isChosen(fieldOf(record, draft.field))) {
      // The last name unticked: the condition is gone, its form stays for another choice.
      put(edited.at, null)
      setEdited({ at: parts.length - 1, draft })
    }
  }
  const add = (field: string, typed?: string) => {
    setChoosing(false)
    setText('')
    const [op] = operatorsOf(fieldOf(record, field))
    const draft: DraftCondition = {
      field,
      op: op!,
      ...(fieldOf(record, field).kind === 'yesNo' ? { value: true } : typed === undefined ? {} : { value: typed }),
    }
    if (isComplete(draft)) put(parts.length, draft)
    if (typed === undefined) setEdited({ at: parts.length, draft })
  }
  const shown = edited && edited.at >= parts.length ? [...parts, edited.draft] : parts
  const offered = fields
    .filter((name) => Object.hasOwn(fieldsOf(record), name))
    .map((name) => ({ id: name, name: t(fieldWord(record, name)) }))
  const words = text.trim()
  const begins = (name: string) => name.toLowerCase().startsWith(words.toLowerCase())
  const options = [
    ...offered.filter(({ name }) => begins(name)),
    ...(words ? [{ id: '', name: t('filter.contains', { field: t(fieldWord(record, named)), text: words }) }] : []),
    ...offered.filter(({ name }) => !begins(name) && name.toLowerCase().includes(words.toLowerCase())),
  ]
  return (
    <div className={css.bar} role="group" aria-label={t('filter.conditions')}>
      {shown.map((part, i) => (
        <Chip
          key={i}
          record={record}
          part={part}
          open={edited?.at === i}
          onOpen={() => 'field' in part && setEdited({ at: i, draft: part })}
          onRemove={() => {
            setEdited(null)
            if (i < parts.length) put(i, null)
          }}
          onClose={() => setEdited(null)}
          onChange={change}
          draft={edited?.draft}
        />
      ))}
      {choosing ? (
        <span className={css.choosing}>
          <PickOne
            label={t('filter.filter')}
            value={null}
            options={options}
            text={text}
            onText={setText}
            placeholder={t('filter.find', { field: t(fieldWord(record, named)) })}
            onPick={(option) => option && (option.id === '' ? add(named, words) : add(String(option.id)))}
            onCancel={() => {
              setChoosing(false)
              setText('')
            }}
          />
        </span>
      ) : (
        <button ref={button} type="button" className={css.add} onClick={() => setChoosing(true)} aria-keyshortcuts="/">
          <IconFilter size={16} stroke={1.75} aria-hidden />
          {t('filter.filter')}
          <Key name="/" />
        </button>
      )}
      {parts.length > 1 && (
        <button type="button" className={css.add} onClick={() => onChange(undefined)}>
          {t('filter.clear')}
        </button>
      )}
    </div>
  )
}

/** Whether keys mean text there. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

interface ChipProps {
  record: RecordName
  part: Filter
  open: boolean
  draft: DraftCondition | undefined
  onOpen(): void
  onRemove(): void
  onClose(): void
  onChange(draft: DraftCondition): void
}

function Chip({ record, part, open, draft, onOpen, onRemove, onClose, onChange }: ChipProps) {
  const t = useWords()
  const chip = useRef<HTMLSpanElement>(null)
  const known = 'field' in part && Object.hasOwn(fieldsOf(record), part.field)
  const name = known ? t(fieldWord(record, part.field)) : t('filter.nested')
  return (
    <span ref={chip} className={`${css.chip} ${open ? css.open : ''}`}>
      <button
        type="button"
        className={css.what}
        onClick={onOpen}
        aria-haspopup="dialog"
        aria-expanded={open}
        disabled={!known}
      >
        <span className={css.field}>{name}</span>
        {known && <Said record={record} condition={part} />}
      </button>
      <button type="button" className={css.x} aria-label={t('filter.remove', { field: name })} onClick={onRemove}>
        <IconX size={14} stroke={2} aria-hidden />
      </button>
      {open && draft && (
        <Floating anchor={chip} role="dialog" label={name} onClose={onClose}>
          <ConditionForm record={record} condition={draft} onChange={onChange} onDone={onClose} />
        </Floating>
      )}
    </span>
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
