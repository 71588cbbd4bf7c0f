import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { addDays, addMonths, startOfMonth, today, typedDay, weeksOf, writtenDay, type Day } from './days.ts'
import { useReferences } from './references.tsx'
import { useWritten } from './written.ts'
import css from './DateEditor.module.css'

interface Props {
  label: string
  value: Day | null
  invalid?: boolean
  end?: boolean
  field: { required: boolean }
  onSave(day: Day | null): void
  onCancel(): void
}

/** A date typed, or picked from a month: arrows move by a day and a week, Page Up and Down by a month. */
export function DateEditor({ label, value, invalid = false, end = false, field, onSave, onCancel }: Props) {
  const t = useWords()
  const { me } = useReferences()
  const language = me?.language ?? 'en'
  const now = today(me?.timeZone ?? 'UTC')
  const start = value === null ? '' : typedDay(value, language)
  const [text, setText] = useState(start)
  const [problem, setProblem] = useState(false)
  const [day, setDay] = useState(value ?? now)
  const wrap = useRef<HTMLSpanElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const told = useId()
  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])
  const show = (next: Day) => {
    setDay(next)
    setText(typedDay(next, language))
    setProblem(false)
  }
  const save = () => {
    if (text === start) return onCancel()
    if (text.trim() === '') return field.required ? onCancel() : onSave(null)
    const typed = writtenDay(text, language, now)
    if (typed) onSave(typed)
    else setProblem(true)
  }
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    const moves: Record<string, () => Day> = {
      ArrowDown: () => addDays(day, 7),
      ArrowUp: () => addDays(day, -7),
      PageDown: () => addMonths(day, 1),
      PageUp: () => addMonths(day, -1),
    }
    const move = moves[event.key]
    if (move) show(move())
    else if (event.key === 'Enter') save()
    else if (event.key === 'Escape') onCancel()
    else return
    event.preventDefault()
  }
  return (
    <span ref={wrap} className={css.wrap}>
      <input
        ref={input}
        aria-label={label}
        aria-invalid={invalid || problem}
        aria-describedby={problem ? told : undefined}
        autoComplete="off"
        className={`${css.line} ${end ? css.end : ''} ${invalid || problem ? css.invalid : ''}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(false)
          const typed = writtenDay(event.target.value, language, now)
          if (typed) setDay(typed)
        }}
        onKeyDown={keys}
        onBlur={save}
      />
      <Floating anchor={wrap} onClose={(reason) => (reason === 'escape' ? onCancel() : save())}>
        {problem && (
          <div id={told} role="alert" className={css.problem}>
            {t('edit.date', { example: typedDay(now, language) })}
          </div>
        )}
        <Month
          day={day}
          chosen={value}
          now={now}
          weekStart={me?.company.weekStart ?? 1}
          onPick={onSave}
          onTurn={(months) => setDay(addMonths(day, months))}
        />
        <div className={css.below}>
          <button type="button" onMouseDown={keepFocus} onClick={() => onSave(now)}>
            {t('date.today')}
          </button>
          {!field.required && value !== null && (
            <button type="button" onMouseDown={keepFocus} onClick={() => onSave(null)}>
              {t('date.clear')}
            </button>
          )}
        </div>
      </Floating>
    </span>
  )
}

interface MonthProps {
  day: Day
  chosen: Day | null
  now: Day
  weekStart: number
  onPick(day: Day): void
  onTurn(months: number): void
}

/** A month as a table of weeks. */
export function Month({ day, chosen, now, weekStart, onPick, onTurn }: MonthProps) {
  const t = useWords()
  const written = useWritten()
  const weeks = weeksOf(day, weekStart)
  return (
    <div className={css.month} onMouseDown={keepFocus}>
      <div className={css.top}>
        <button type="button" tabIndex={-1} aria-label={t('date.previous')} onClick={() => onTurn(-1)}>
          <IconChevronLeft size={16} stroke={1.75} aria-hidden />
        </button>
        <span>{written.month(startOfMonth(day))}</span>
        <button type="button" tabIndex={-1} aria-label={t('date.next')} onClick={() => onTurn(1)}>
          <IconChevronRight size={16} stroke={1.75} aria-hidden />
        </button>
      </div>
      <table>
        <thead>
          <tr>
            {weeks[0]!.map((one) => (
              <th key={one} scope="col">
                {written.weekday(one)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((one) => (
                <td key={one}>
                  <button
                    type="button"
                    tabIndex={-1}
                    aria-label={written.day(one)}
                    aria-current={one === now ? 'date' : undefined}
                    aria-pressed={one === chosen}
                    className={`${one.slice(0, 7) === day.slice(0, 7) ? '' : css.other} ${one === now ? css.now : ''} ${one === chosen ? css.chosen : one === day ? css.at : ''}`}
                    onClick={() => onPick(one)}
                  >
                    {Number(one.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const keepFocus = (event: { preventDefault(): void }) => event.preventDefault()
