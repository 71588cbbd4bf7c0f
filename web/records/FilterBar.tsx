import { IconAlertTriangle, IconFilter, IconX } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Filter } from '../../model/filters.ts'
import { records, type RecordName } from '../../model/records.ts'
import { isBare, isTyping } from '../ui/keys.ts'
import { isHeldByDialog } from '../ui/layers.ts'
import { Key } from '../ui/Key.tsx'
import { PickOne } from '../ui/Pick.tsx'
import { useWords } from '../words.ts'
import {
  alternativesOf,
  allOf,
  anyOf,
  filterFields,
  isChosen,
  isComplete,
  operatorsOf,
  partsOf,
  type DraftCondition,
} from './conditions.ts'
import { fieldWord } from './editors.tsx'
import { FilterChip } from './FilterChip.tsx'
import { useHidden } from './hidden.ts'
import { WithReferences } from './references.tsx'
import { fieldOf, fieldsOf } from './rows.ts'
import css from './FilterBar.module.css'

interface Props {
  record: RecordName
  value: Filter | undefined
  onChange(filter: Filter | undefined): void
  /** the fields that are offered; all if left out */
  fields?: readonly string[]
}

/**
 * The conditions of a list as chips: field, comparison, value. All of the chips have to hold; of the conditions in one chip,
 * any. `/` adds one.
 */
export function FilterBar(props: Props) {
  return (
    <WithReferences>
      <Bar {...props} />
    </WithReferences>
  )
}

/** A condition of the filter: which chip, and which of the conditions in it. */
interface Place {
  at: number
  inner: number
}

function Bar({ record, value, onChange, fields = filterFields(record) }: Props) {
  const t = useWords()
  const address: Record<string, unknown> = useSearch({ strict: false })
  const chips: Filter[][] = partsOf(value).map(alternativesOf)
  /** the chip that a condition is being added to; one past the end is a new one */
  const [adding, setAdding] = useState<number | null>(null)
  /** which condition is being edited; a new one is not in the filter until it says enough */
  const [edited, setEdited] = useState<(Place & { draft: DraftCondition }) | null>(null)

  // What had the focus may be gone: a choice that was left, a condition that was taken out.
  const more = useRef<HTMLButtonElement>(null)
  const lost = useRef(false)
  useEffect(() => {
    if (!lost.current || adding !== null || edited) return
    lost.current = false
    if (!document.activeElement || document.activeElement === document.body) more.current?.focus()
  })

  useEffect(() => {
    const slash = (event: KeyboardEvent) => {
      // By its place on the keyboard too: on a Russian one the same key types a full stop.
      if (event.key !== '/' && (event.code !== 'Slash' || event.shiftKey || event.key === '?')) return
      if (!isBare(event) || isTyping(event.target) || isHeldByDialog()) return
      event.preventDefault()
      setAdding(Infinity)
    }
    document.addEventListener('keydown', slash)
    return () => document.removeEventListener('keydown', slash)
  }, [])

  const put = ({ at, inner }: Place, condition: Filter | null) => {
    const next = chips.map((chip) => [...chip])
    next[at] ??= []
    next[at].splice(inner, 1, ...(condition ? [condition] : []))
    onChange(allOf(next.filter((chip) => chip.length).map(anyOf)))
  }
  const change = (draft: DraftCondition) => {
    if (!edited) return
    setEdited({ ...edited, draft })
    const chip = chips[edited.at]
    if (isComplete(draft)) put(edited, draft)
    else if (chip && edited.inner < chip.length && isChosen(fieldOf(record, draft.field))) {
      // The last name unticked: the condition is gone, its form stays for another choice.
      put(edited, null)
      setEdited(
        chip.length > 1 ? { ...edited, inner: chip.length - 1, draft } : { at: chips.length - 1, inner: 0, draft },
      )
    }
  }
  const add = (field: string, typed?: string) => {
    const at = Math.min(adding ?? Infinity, chips.length)
    const place = { at, inner: chips[at]?.length ?? 0 }
    leave()
    const [op] = operatorsOf(fieldOf(record, field))
    const draft: DraftCondition = {
      field,
      op: op!,
      ...(fieldOf(record, field).kind === 'yesNo' ? { value: true } : typed === undefined ? {} : { value: typed }),
    }
    if (isComplete(draft)) put(place, draft)
    if (typed === undefined) setEdited({ ...place, draft })
  }
  const leave = () => {
    lost.current = true
    setAdding(null)
  }
  const shown: (Filter | DraftCondition)[][] = chips.map((chip) => [...chip])
  if (edited && !chips[edited.at]?.[edited.inner]) (shown[edited.at] ??= []).push(edited.draft)
  const choice = <FieldChoice record={record} fields={fields} onField={add} onCancel={leave} />
  return (
    <div className={css.bar} role="group" aria-label={t('filter.conditions')}>
      {address['filter'] !== undefined && !value && (
        <span className={css.misread} role="alert">
          <IconAlertTriangle size={14} stroke={2} aria-hidden />
          {t('filter.misread')}
          <button type="button" className={css.x} aria-label={t('filter.clear')} onClick={() => onChange(undefined)}>
            <IconX size={14} stroke={2} aria-hidden />
          </button>
        </span>
      )}
      {shown.map((chip, at) => (
        <FilterChip
          key={at}
          record={record}
          conditions={chip}
          edited={edited?.at === at ? edited : null}
          adding={adding === at ? choice : null}
          onEdit={(inner, draft) => setEdited({ at, inner, draft })}
          onRemove={(inner) => {
            lost.current = true
            setEdited(null)
            if (chips[at]?.[inner]) put({ at, inner }, null)
          }}
          onOr={() => {
            setEdited(null)
            setAdding(at)
          }}
          onClose={() => setEdited(null)}
          onChange={change}
        />
      ))}
      {adding !== null && adding >= shown.length ? (
        choice
      ) : (
        <button ref={more} type="button" className={css.add} onClick={() => setAdding(Infinity)} aria-keyshortcuts="/">
          <IconFilter size={16} stroke={1.75} aria-hidden />
          {t('filter.filter')}
          <Key name="/" />
        </button>
      )}
      {chips.length > 1 && (
        <button type="button" className={css.add} onClick={() => onChange(undefined)}>
          {t('filter.clear')}
        </button>
      )}
    </div>
  )
}

interface FieldChoiceProps {
  record: RecordName
  fields: readonly string[]
  /** a field, or words that its name has to contain */
  onField(field: string, typed?: string): void
  onCancel(): void
}

/** Which field the next condition is about; words that are no field are looked for in the name of the record. */
function FieldChoice({ record, fields, onField, onCancel }: FieldChoiceProps) {
  const t = useWords()
  const [text, setText] = useState('')
  const { named } = records[record]
  const hidden = useHidden(record)
  const offered = fields
    .filter((name) => Object.hasOwn(fieldsOf(record), name) && !hidden.has(name))
    .map((name) => ({ id: name, name: t(fieldWord(record, name)) }))
  const words = text.trim()
  const begins = (name: string) => name.toLowerCase().startsWith(words.toLowerCase())
  const options = [
    ...offered.filter(({ name }) => begins(name)),
    ...(words ? [{ id: '', name: t('filter.contains', { field: t(fieldWord(record, named)), text: words }) }] : []),
    ...offered.filter(({ name }) => !begins(name) && name.toLowerCase().includes(words.toLowerCase())),
  ]
  return (
    <span className={css.choosing}>
      <PickOne
        label={t('filter.filter')}
        value={null}
        options={options}
        text={text}
        onText={setText}
        placeholder={t('filter.find', { field: t(fieldWord(record, named)) })}
        onPick={(option) => option && (option.id === '' ? onField(named, words) : onField(String(option.id)))}
        onCancel={onCancel}
      />
    </span>
  )
}
