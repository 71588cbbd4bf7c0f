import { IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type HTMLAttributes, type KeyboardEvent, type ReactNode } from 'react'
import { channelTypes, type ChannelValue, type Field, type Kind } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { PickMany, PickOne, type Option } from '../ui/Pick.tsx'
import { useWords, type WordKey } from '../words.ts'
import { DateEditor } from './DateEditor.tsx'
import { usePicking } from './options.tsx'
import { SeveralEditor } from './SeveralEditor.tsx'
import { SumEditor } from './SumEditor.tsx'
import { writtenNumber } from './pasted.ts'
import { fieldOf, type AnyRow } from './rows.ts'
import { useReferences } from './references.tsx'
import css from './editors.module.css'

export interface EditorProps {
  record: RecordName
  name: string
  field: Field
  label: string
  row: AnyRow
  value: unknown
  invalid?: boolean
  /** a figure in a grid stands at the end */
  end?: boolean
  /** saves; with the name of what was chosen, so that it can be shown at once */
  onSave(value: unknown, called?: string | string[]): void
  onCancel(): void
}

/** The editor of a field. Enter or leaving saves, Escape puts back; both happen once. */
export function FieldEditor({ record, name, ...props }: Omit<EditorProps, 'field'>) {
  const field = fieldOf(record, name)
  const Editor = editors[field.kind]
  const done = useRef(false)
  const once = (act: () => void) => {
    if (done.current) return
    done.current = true
    act()
  }
  return (
    <Editor
      {...props}
      record={record}
      name={name}
      field={field}
      onSave={(value, called) =>
        once(() => (same(value, props.value) ? props.onCancel() : props.onSave(value, called)))
      }
      onCancel={() => once(props.onCancel)}
    />
  )
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** One editor for each kind of field. A new kind is asked for by the compiler. */
const editors: Record<Kind, (props: EditorProps) => ReactNode> = {
  id: NumberEditor,
  integer: NumberEditor,
  decimal: NumberEditor,
  money: NumberEditor,
  currency: ChoiceEditor,
  text: TextEditor,
  longText: LongTextEditor,
  yesNo: YesNoEditor,
  date: (props) => <DateEditor {...props} value={props.value as string | null} />,
  moment: MomentEditor,
  choice: ChoiceEditor,
  choices: ChoicesEditor,
  ref: ChoiceEditor,
  refs: ChoicesEditor,
  channels: ChannelsEditor,
  sum: SumEditor,
  several: SeveralEditor,
  // What has a shape of its own has an editor of its own.
  list: () => null,
  said: () => null,
}

interface LineProps {
  start: string
  props: EditorProps
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode']
  maxLength?: number
  type?: string
  /** the value that is meant, or why there is none */
  read(text: string): { value: unknown } | { problem: string }
}

function Line({ start, props, inputMode, maxLength, type = 'text', read }: LineProps) {
  const { label, invalid = false, end = false, onSave, onCancel } = props
  const [text, setText] = useState(start)
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const told = useId()
  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])
  const save = () => {
    if (text === start) return onCancel()
    const result = read(text.trim())
    if ('problem' in result) setProblem(result.problem)
    else onSave(result.value)
  }
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Enter') {
      event.preventDefault()
      save()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    }
  }
  return (
    <>
      <input
        ref={input}
        type={type}
        aria-label={label}
        aria-invalid={invalid || problem !== null}
        aria-describedby={problem === null ? undefined : told}
        className={`${css.line} ${end ? css.end : ''} ${invalid || problem !== null ? css.invalid : ''}`}
        inputMode={inputMode}
        maxLength={maxLength}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(null)
        }}
        onKeyDown={keys}
        onBlur={save}
      />
      {problem !== null && (
        <span id={told} role="alert" className={css.problem}>
          {problem}
        </span>
      )}
    </>
  )
}

function TextEditor(props: EditorProps) {
  const { value } = props
  return (
    <Line
      props={props}
      start={typeof value === 'string' ? value : ''}
      maxLength={500}
      read={(text) => ({ value: text === '' && !props.field.required ? null : text })}
    />
  )
}

function NumberEditor(props: EditorProps) {
  const t = useWords()
  const { format, currencies, me } = useReferences()
  const { field, value, row } = props
  const currency = field.currency ? row[field.currency] : undefined
  const decimals =
    field.kind === 'money'
      ? (currencies.find(({ code }) => code === currency)?.decimals ?? 2)
      : field.kind === 'decimal'
        ? 8
        : 0
  const start = value === null || value === undefined ? '' : format.number(String(value))
  return (
    <Line
      props={props}
      start={start}
      inputMode="decimal"
      read={(text) => {
        if (text === '') return { value: null }
        const number = writtenNumber(text, me?.language ?? 'en')
        if (number === null) return { problem: t('edit.number') }
        if ((number.split('.')[1]?.length ?? 0) > decimals) return { problem: t('edit.tooLong', { max: decimals }) }
        return { value: field.kind === 'integer' || field.kind === 'id' ? Number(number) : number }
      }}
    />
  )
}

function LongTextEditor({ label, value, invalid = false, onSave, onCancel }: EditorProps) {
  const t = useWords()
  const [text, setText] = useState(typeof value === 'string' ? value : '')
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    area.current?.focus()
    area.current?.setSelectionRange(-1, -1)
  }, [])
  return (
    <span className={css.column}>
      <textarea
        ref={area}
        aria-label={label}
        aria-invalid={invalid}
        className={`${css.area} ${invalid ? css.invalid : ''}`}
        rows={Math.min(14, Math.max(3, text.split('\n').length + 1))}
        // No maximum: what is pasted would be cut off unsaid. The server says what is too long.
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => onSave(text.trim() || null)}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSave(text.trim() || null)
          if (event.key === 'Escape') onCancel()
        }}
      />
      <span className={css.hint}>{t('edit.long')}</span>
    </span>
  )
}

function YesNoEditor(props: EditorProps) {
  const t = useWords()
  const options = [
    { id: 'yes', name: t('value.yes') },
    { id: 'no', name: t('value.no') },
  ]
  return (
    <PickOne
      label={props.label}
      options={options}
      text=""
      onText={() => undefined}
      value={props.value === true ? 'yes' : 'no'}
      invalid={props.invalid ?? false}
      placeholder={t(props.value === true ? 'value.yes' : 'value.no')}
      onPick={(option) => props.onSave(option?.id === 'yes')}
      onCancel={props.onCancel}
    />
  )
}

function MomentEditor(props: EditorProps) {
  const local =
    typeof props.value === 'string'
      ? new Date(Date.parse(props.value) - new Date(props.value).getTimezoneOffset() * 60_000)
          .toISOString()
          .slice(0, 16)
      : ''
  return (
    <Line
      props={props}
      type="datetime-local"
      start={local}
      read={(text) => ({ value: text === '' ? null : new Date(text).toISOString() })}
    />
  )
}

function ChoiceEditor({ field, name, label, row, value, invalid = false, onSave, onCancel }: EditorProps) {
  const within = field.to === 'stages' && typeof row.pipelineId === 'number' ? row.pipelineId : undefined
  const { create, ...picking } = usePicking(field, within)
  const called = useCalled(field, row, name)
  const now =
    value === null || value === undefined
      ? undefined
      : (called[0] ?? picking.options.find(({ id }) => id === value)?.name)
  return (
    <PickOne
      label={label}
      {...picking}
      value={value as number | string | null}
      placeholder={now}
      clearable={!field.required}
      invalid={invalid}
      onPick={(option) => onSave(option?.id ?? null, option?.name)}
      onCancel={onCancel}
      onCreate={create && ((text) => void create(text).then((made) => onSave(made.id, made.name), onCancel))}
    />
  )
}

function ChoicesEditor({ field, name, label, row, value, invalid = false, onSave, onCancel }: EditorProps) {
  const { create, ...picking } = usePicking(field)
  const all = usePicking(field).options
  const called = useCalled(field, row, name)
  const ids = (value ?? []) as (number | string)[]
  const [picked, setPicked] = useState<Option[] | null>(null)
  const shown =
    picked ?? ids.map((id, i) => all.find((option) => option.id === id) ?? { id, name: called[i] ?? String(id) })
  return (
    <PickMany
      label={label}
      {...picking}
      value={shown}
      onChange={setPicked}
      invalid={invalid}
      onDone={() =>
        onSave(
          shown.map(({ id }) => id),
          shown.map((one) => one.name),
        )
      }
      onCancel={onCancel}
      onCreate={
        create &&
        ((text) =>
          void create(text).then((made) => {
            setPicked([...shown, made])
            picking.onText('')
          }, onCancel))
      }
    />
  )
}

/** The names of what a row links to, as far as they came with it. */
function useCalled(field: Field, row: AnyRow, name: string): (string | undefined)[] {
  const references = useReferences()
  const own = row.names[name]
  if (own !== undefined) return Array.isArray(own) ? own : [own]
  const ids = [row[name]].flat().filter((id): id is number => typeof id === 'number')
  switch (field.to) {
    case 'users':
      return ids.map((id) => references.person(id)?.name)
    case 'stages':
      return ids.map((id) => references.stage(id)?.name)
    case 'terms':
      return ids.map((id) => references.term(id)?.name)
    case 'pipelines':
      return ids.map((id) => references.pipeline(id)?.name)
    default:
      return []
  }
}

function ChannelsEditor({ label, value, invalid = false, onSave, onCancel }: EditorProps) {
  const t = useWords()
  const [rows, setRows] = useState<ChannelValue[]>(() => {
    const start = (value ?? []) as ChannelValue[]
    return start.length ? start : [{ type: 'work', value: '' }]
  })
  const box = useRef<HTMLSpanElement>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  const set = (i: number, part: Partial<ChannelValue>) =>
    setRows(rows.map((row, at) => (at === i ? { ...row, ...part } : row)))
  const save = () =>
    onSave(rows.filter((row) => row.value.trim() !== '').map((row) => ({ ...row, value: row.value.trim() })))
  return (
    <span
      ref={box}
      role="group"
      aria-label={label}
      className={css.column}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) save()
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) save()
        if (event.key === 'Escape') onCancel()
      }}
    >
      {rows.map((row, i) => (
        <span key={i} className={css.channel}>
          <select
            aria-label={t('channel.type')}
            value={row.type}
            onChange={(event) => set(i, { type: event.target.value as ChannelValue['type'] })}
          >
            {channelTypes.map((type) => (
              <option key={type} value={type}>
                {t(`channel.${type}`)}
              </option>
            ))}
          </select>
          <input
            aria-label={label}
            aria-invalid={invalid}
            className={css.line}
            maxLength={255}
            value={row.value}
            onChange={(event) => set(i, { value: event.target.value })}
          />
          <button
            type="button"
            className={css.icon}
            aria-label={t('pick.remove', { name: row.value })}
            onClick={() => setRows(rows.filter((_, at) => at !== i))}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </span>
      ))}
      <button type="button" className={css.add} onClick={() => setRows([...rows, { type: 'work', value: '' }])}>
        <IconPlus size={14} stroke={1.75} aria-hidden />
        {t('channel.add')}
      </button>
    </span>
  )
}

/** What a field of a record is called. */
export const fieldWord = (record: RecordName, name: string): WordKey => `${record}.${name}` as WordKey
