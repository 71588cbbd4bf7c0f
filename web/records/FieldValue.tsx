import { IconCheck, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ChannelValue, Field, Kind, RefTarget, Sum } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import { call } from '../api.ts'
import { useWords, type WordKey } from '../words.ts'
import { Avatar, StageMark, Tag } from './marks.tsx'
import { writtenPhone } from './phones.ts'
import { useReferences } from './references.tsx'
import { fieldOf, isGuarded, type AnyRow } from './rows.ts'
import css from './FieldValue.module.css'

interface Props {
  record: RecordName
  name: string
  /** the value, if it is another than the row's */
  value?: unknown
  row: AnyRow
}

/** A field's value as people read it; nothing if there is none. */
export function FieldValue({ record, name, row, ...other }: Props) {
  const t = useWords()
  const field = fieldOf(record, name)
  const value = 'value' in other ? other.value : row[name]
  const none = value === null || value === undefined || (Array.isArray(value) && value.length === 0)
  if (none && row.hidden.includes(name)) {
    return (
      <span className={css.hidden}>
        <IconLock size={14} stroke={1.75} aria-hidden />
        {t('value.hidden')}
      </span>
    )
  }
  if (none) return null
  const Value = values[field.kind]
  return <Value record={record} name={name} field={field} value={value} row={row} />
}

interface ValueProps {
  record: RecordName
  name: string
  field: Field
  value: unknown
  row: AnyRow
}

/** How each kind of value is shown. A new kind is asked for by the compiler. */
const values: Record<Kind, (props: ValueProps) => ReactNode> = {
  id: ({ value }) => <span className={css.num}>{String(value)}</span>,
  integer: NumberValue,
  decimal: NumberValue,
  money: MoneyValue,
  currency: ({ value }) => String(value),
  text: TextValue,
  longText: ({ value }) => <span className={css.long}>{String(value)}</span>,
  yesNo: YesNoValue,
  date: DateValue,
  moment: MomentValue,
  choice: ({ value }) => <ChoiceValue value={String(value)} />,
  choices: ({ value }) =>
    (value as string[]).map((one, i) => (
      <span key={one}>
        {i > 0 && ', '}
        <ChoiceValue value={one} />
      </span>
    )),
  ref: RefValue,
  refs: RefsValue,
  said: SaidValue,
  sum: SumValue,
  several: SeveralValue,
  list: ({ value }) => <span className={css.num}>{(value as unknown[]).length}</span>,
  channels: ({ field, value }) => (
    <span className={css.cut}>
      {(value as ChannelValue[])
        .map((one) => (field.channel === 'phone' ? writtenPhone(one.value) : one.value))
        .join(', ')}
    </span>
  ),
}

function TextValue({ field, value }: ValueProps) {
  const text = String(value)
  const shown =
    field.format === 'phone' ? writtenPhone(text) : field.format === 'link' ? text.replace(/^https?:\/\//, '') : text
  return <span className={css.cut}>{shown}</span>
}

function SumValue({ value }: ValueProps) {
  const { format } = useReferences()
  const { amount, currency } = value as Sum
  return <span className={css.num}>{format.money(amount, currency)}</span>
}

function SeveralValue({ record, name, field, value, row }: ValueProps) {
  const One = values[field.of!.kind]
  return (
    <span className={css.several}>
      {(value as unknown[]).map((one, i) => (
        <One key={i} record={record} name={name} field={field.of!} value={one} row={row} />
      ))}
    </span>
  )
}

function NumberValue({ value }: ValueProps) {
  const { format } = useReferences()
  return <span className={css.num}>{format.number(String(value))}</span>
}

function MoneyValue({ field, value, row }: ValueProps) {
  const { format, me } = useReferences()
  const currency = field.currency ? row[field.currency] : me?.company.baseCurrency
  return (
    <span className={css.num}>
      {typeof currency === 'string' ? format.money(String(value), currency) : format.number(String(value))}
    </span>
  )
}

function YesNoValue({ value }: ValueProps) {
  const t = useWords()
  return value === true ? (
    <span className={css.row}>
      <IconCheck size={16} stroke={1.75} aria-hidden />
      {t('value.yes')}
    </span>
  ) : (
    <span className={css.quiet}>{t('value.no')}</span>
  )
}

function DateValue({ value }: ValueProps) {
  const { format } = useReferences()
  return <span className={css.num}>{format.day(String(value))}</span>
}

function MomentValue({ value }: ValueProps) {
  const { format } = useReferences()
  return <span className={css.num}>{format.moment(String(value))}</span>
}

function ChoiceValue({ value }: { value: string }) {
  const t = useWords()
  return t(`value.${value}` as WordKey)
}

function RefValue({ name, field, value, row }: ValueProps) {
  const own = row[name] === value ? row.names[name] : undefined
  return <Named to={field.to!} id={value as number} name={typeof own === 'string' ? own : undefined} />
}

function RefsValue({ name, field, value, row }: ValueProps) {
  const ids = value as number[]
  const own = row[name] === value ? row.names[name] : undefined
  const separate = field.to === 'terms' || field.to === 'users'
  return (
    <span className={separate ? css.wrap : css.cut}>
      {ids.map((id, i) => (
        <span key={id} className={separate ? css.row : undefined}>
          {!separate && i > 0 && ', '}
          <Named to={field.to!} id={id} name={Array.isArray(own) ? own[i] : undefined} tag={field.to === 'terms'} />
        </span>
      ))}
    </span>
  )
}

/** What is said of links, in the order of the links; with what is linked where that is known by name. */
function SaidValue({ field, value, row }: ValueProps) {
  const references = useReferences()
  const said = value as Record<number, string | number | null>
  const order = (row[field.links!] as number[] | undefined) ?? Object.keys(said).map(Number)
  const names = [row.names[field.links!] ?? []].flat()
  const texts = order.flatMap((id, i) => {
    const one = said[id]
    if (one === null || one === undefined) return []
    const text = field.to === 'terms' ? references.term(Number(one))?.name : String(one)
    return [[names[i], text].filter(Boolean).join(': ')]
  })
  return <span className={css.cut}>{texts.join(', ')}</span>
}

/** What a link points at: a person with an avatar, a stage with its mark, a tag, or a name. */
export function Named({
  to,
  id,
  name,
  tag = false,
}: {
  to: RefTarget
  id: number
  name?: string | undefined
  tag?: boolean
}) {
  const references = useReferences()
  const t = useWords()
  if (to === 'users') {
    const person = references.person(id)
    return (
      <span className={css.row}>
        <Avatar id={id} name={person?.name ?? '?'} />
        <span className={css.cut}>{person?.name ?? t('value.unknown')}</span>
      </span>
    )
  }
  if (to === 'stages') {
    const stage = references.stage(id)
    return stage ? (
      <span className={css.row}>
        <StageMark color={stage.color} />
        <span className={css.cut}>{stage.name}</span>
      </span>
    ) : (
      t('value.unknown')
    )
  }
  if (to === 'terms') {
    const term = references.term(id)
    if (tag && term) return <Tag name={term.name} color={term.color} />
    return <span className={css.cut}>{term?.name ?? t('value.unknown')}</span>
  }
  if (to === 'pipelines') return <span className={css.cut}>{references.pipeline(id)?.name ?? t('value.unknown')}</span>
  return name === undefined ? <Fetched to={to} id={id} /> : <span className={css.cut}>{name}</span>
}

function Fetched({ to, id }: { to: RefTarget; id: number }) {
  const t = useWords()
  const { data, isPending } = useNames(to, [id])
  return <span className={css.cut}>{data?.[id] ?? (isPending ? '' : t('value.unknown'))}</span>
}

type AskList = (name: string, input: object, signal: AbortSignal) => Promise<{ items: AnyRow[] }>

/** The names of records by id, of those that one may see. */
export function useNames(to: RefTarget, ids: readonly number[]) {
  return useQuery({
    queryKey: [to, 'names', ...ids],
    enabled: ids.length > 0,
    queryFn: async ({ signal }): Promise<Record<number, string>> => {
      const { named } = records[to]
      // Every record has the method "list" with fields of its own.
      const { items } = await (call as unknown as AskList)(
        `${to}.list`,
        { filter: { field: 'id', op: 'in', value: [...ids] }, fields: [named], limit: 500 },
        signal,
      )
      return Object.fromEntries(items.map((item) => [item.id, String(item[named])]))
    },
  })
}

/** Whether a link's name comes with the row. */
export const comesNamed = (field: Field): boolean => isGuarded(field)
