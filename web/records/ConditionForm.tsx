import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { FilterValue } from '../../model/filters.ts'
import type { Operator } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { useWords } from '../words.ts'
import {
  daysOf,
  isChosen,
  isDay,
  operatorsOf,
  operatorWord,
  spans,
  withOperator,
  type DraftCondition,
} from './conditions.ts'
import { endOfDay, startOfDay, today, typedDay, writtenDay, type Day } from './days.ts'
import { usePicking } from './options.tsx'
import { writtenNumber } from './pasted.ts'
import { useReferences } from './references.tsx'
import { fieldOf } from './rows.ts'
import css from './ConditionForm.module.css'

interface Props {
  record: RecordName
  condition: DraftCondition
  onChange(condition: DraftCondition): void
  onDone(): void
}

/** One condition, edited: it works as soon as it says enough. */
export function ConditionForm({ record, condition, onChange, onDone }: Props) {
  const t = useWords()
  const field = fieldOf(record, condition.field)
  const operators = operatorsOf(field)
  const { op } = condition
  const bare = op === 'empty' || op === 'filled'
  return (
    <div className={css.form} onKeyDown={(event) => event.stopPropagation()}>
      {operators.length > 1 && (
        <div className={css.operators} role="radiogroup" aria-label={t('filter.operator')}>
          {operators.map((one) => (
            <button
              key={one}
              type="button"
              role="radio"
              aria-checked={one === op}
              tabIndex={one === op ? 0 : -1}
              data-operator={one}
              onClick={() => onChange(withOperator(condition, one))}
              onKeyDown={(event) => turn(event, operators, op, (next) => onChange(withOperator(condition, next)))}
            >
              {t(operatorWord(field.kind, one, true))}
            </button>
          ))}
        </div>
      )}
      {bare ? null : isChosen(field) ? (
        <Ticks record={record} condition={condition} onChange={onChange} onDone={onDone} />
      ) : isDay(field) ? (
        <Days key={op} record={record} condition={condition} onChange={onChange} onDone={onDone} />
      ) : field.kind === 'yesNo' ? (
        <YesNo condition={condition} onChange={onChange} />
      ) : (
        <Words key={op} record={record} condition={condition} onChange={onChange} onDone={onDone} />
      )}
    </div>
  )
}

function turn(event: KeyboardEvent, all: readonly Operator[], now: Operator, choose: (op: Operator) => void) {
  const step =
    event.key === 'ArrowRight' || event.key === 'ArrowDown'
      ? 1
      : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
        ? -1
        : 0
  if (!step) return
  event.preventDefault()
  const next = all[(all.indexOf(now) + step + all.length) % all.length]!
  choose(next)
  event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-operator="${next}"]`)?.focus()
}

function Ticks({ record, condition, onChange, onDone }: Props) {
  const t = useWords()
  const field = fieldOf(record, condition.field)
  const { options, loading, text, onText } = usePicking(field)
  const search = useRef<HTMLInputElement>(null)
  useEffect(() => search.current?.focus(), [])
  const picked = (Array.isArray(condition.value) ? condition.value : []) as (string | number)[]
  const tick = (id: string | number) =>
    onChange({ ...condition, value: picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id] })
  const move = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && event.target === search.current) {
      event.preventDefault()
      if (text.trim() && options[0]) {
        tick(options[0].id)
        onText('')
      } else onDone()
      return
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input')]
    const at = stops.indexOf(document.activeElement as HTMLElement)
    stops[(at + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus()
  }
  return (
    <div onKeyDown={move}>
      <input
        ref={search}
        className={css.search}
        aria-label={t('filter.value')}
        placeholder={t('pick.find')}
        value={text}
        onChange={(event) => onText(event.target.value)}
      />
      <ul className={css.list} aria-busy={loading}>
        {options.map((option, i) => (
          <li key={option.id}>
            {option.group !== undefined && option.group !== options[i - 1]?.group && (
              <div className={css.heading}>{option.group}</div>
            )}
            <label>
              <input type="checkbox" checked={picked.includes(option.id)} onChange={() => tick(option.id)} />
              {option.mark}
              <span className={css.name}>{option.name}</span>
              {option.note !== undefined && <span className={css.note}>{option.note}</span>}
            </label>
          </li>
        ))}
        {!options.length && <li className={css.nothing}>{loading ? t('pick.loading') : t('pick.nothing')}</li>}
      </ul>
    </div>
  )
}

function YesNo({ condition, onChange }: Pick<Props, 'condition' | 'onChange'>) {
  const t = useWords()
  return (
    <div className={css.operators} role="radiogroup" aria-label={t('filter.value')}>
      {[true, false].map((value) => (
        <button
          key={String(value)}
          type="button"
          role="radio"
          aria-checked={condition.value === value}
          onClick={() => onChange({ ...condition, value })}
        >
          {t(value ? 'value.yes' : 'value.no')}
        </button>
      ))}
    </div>
  )
}

/** A text, a figure, or two: from and to. Told on after a short rest, so that a list is not asked for each letter. */
function Words({ record, condition, onChange, onDone }: Props) {
  const t = useWords()
  const { format, me } = useReferences()
  const field = fieldOf(record, condition.field)
  const figures = ['id', 'integer', 'decimal', 'money'].includes(field.kind)
  const written = (value: unknown) =>
    value === undefined ? '' : figures ? format.number(String(value)) : String(value)
  const two = condition.op === 'between'
  const start = two
    ? Array.isArray(condition.value)
      ? condition.value.map(written)
      : ['', '']
    : [written(condition.value)]
  const [texts, setTexts] = useState(start)
  const tell = useRest(() => {
    const values = texts.map((text) => {
      if (!figures) return text.trim() || undefined
      const number = writtenNumber(text, me?.language ?? 'en')
      return number === null
        ? undefined
        : field.kind === 'integer' || field.kind === 'id'
          ? Math.trunc(Number(number))
          : number
    })
    if (values.every((value) => value !== undefined))
      onChange({ ...condition, value: (two ? values : values[0]) as FilterValue })
  })
  return (
    <div className={css.inputs}>
      {texts.map((text, i) => (
        <input
          key={i}
          autoFocus={i === 0}
          aria-label={two ? t(i === 0 ? 'filter.from' : 'filter.to') : t('filter.value')}
          placeholder={two ? t(i === 0 ? 'filter.from' : 'filter.to') : undefined}
          inputMode={figures ? 'decimal' : undefined}
          className={css.search}
          value={text}
          onChange={(event) => {
            setTexts(texts.map((one, at) => (at === i ? event.target.value : one)))
            tell.soon()
          }}
          onBlur={tell.now}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            tell.now()
            onDone()
          }}
        />
      ))}
    </div>
  )
}

function Days({ record, condition, onChange, onDone }: Props) {
  const t = useWords()
  const { me } = useReferences()
  const field = fieldOf(record, condition.field)
  const zone = me?.timeZone ?? 'UTC'
  const now = today(zone)
  const language = me?.language ?? 'en'
  const two = condition.op === 'between'
  const moment = field.kind === 'moment'
  const dayOf = (value: unknown): Day => (moment ? today(zone, new Date(String(value))) : String(value))
  const list = condition.value === undefined ? [] : Array.isArray(condition.value) ? condition.value : [condition.value]
  const [texts, setTexts] = useState(
    Array.from({ length: two ? 2 : 1 }, (_, i) => (list[i] === undefined ? '' : typedDay(dayOf(list[i]), language))),
  )
  const put = (days: readonly Day[]) => {
    const values = days.map((day, i) =>
      !moment ? day : i === 1 || condition.op === 'lte' ? endOfDay(day, zone) : startOfDay(day, zone),
    )
    onChange({ ...condition, value: two ? values : values[0] })
  }
  const tell = useRest(() => {
    const days = texts.map((text) => writtenDay(text, language, now))
    if (days.every((day) => day !== undefined)) put(days)
  })
  return (
    <>
      <div className={css.inputs}>
        {texts.map((text, i) => (
          <input
            key={i}
            autoFocus={i === 0}
            className={css.search}
            aria-label={two ? t(i === 0 ? 'filter.from' : 'filter.to') : t('filter.value')}
            placeholder={typedDay(now, language)}
            value={text}
            onChange={(event) => {
              setTexts(texts.map((one, at) => (at === i ? event.target.value : one)))
              tell.soon()
            }}
            onBlur={tell.now}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              tell.now()
              onDone()
            }}
          />
        ))}
      </div>
      <div className={css.spans}>
        {two ? (
          spans.map((span) => (
            <button
              key={span}
              type="button"
              onClick={() => {
                const days = daysOf(span, now, me?.company.weekStart ?? 1)
                setTexts(days.map((day) => typedDay(day, language)))
                put(days)
              }}
            >
              {t(`filter.${span}`)}
            </button>
          ))
        ) : (
          <button
            type="button"
            onClick={() => {
              setTexts([typedDay(now, language)])
              put([now])
            }}
          >
            {t('date.today')}
          </button>
        )}
      </div>
    </>
  )
}

/** Does something a little after the last of many calls, or at once. */
function useRest(act: () => void): { soon(): void; now(): void } {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  const now = () => {
    if (timer.current === undefined) return
    clearTimeout(timer.current)
    timer.current = undefined
    latest.current()
  }
  return {
    now,
    soon() {
      clearTimeout(timer.current)
      timer.current = setTimeout(now, 300)
    },
  }
}
