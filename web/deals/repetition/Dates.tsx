import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useWritten } from '../../records/written.ts'
import { useWords } from '../../words.ts'
import css from './RepeatForm.module.css'

/** Days given one by one. */
export function Dates({ dates, onChange }: { dates: readonly string[]; onChange(dates: string[]): void }) {
  const t = useWords()
  const written = useWritten()
  const [day, setDay] = useState('')
  const add = () => {
    if (day === '') return
    onChange([...new Set([...dates, day])].toSorted())
    setDay('')
  }
  return (
    <div className="field">
      <span>{t('repeat.dates')}</span>
      <ul className={css.dates}>
        {dates.map((one) => (
          <li key={one}>
            {written.day(one)}
            <button
              type="button"
              className="btn icon"
              aria-label={t('repeat.dates.remove', { day: written.day(one) })}
              onClick={() => onChange(dates.filter((other) => other !== one))}
            >
              <IconX size={14} stroke={1.75} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <div className={css.add}>
        <input
          className="input"
          type="date"
          name="date"
          aria-label={t('repeat.dates.add')}
          value={day}
          onChange={(event) => setDay(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <button type="button" className="btn line" disabled={day === ''} onClick={add}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
          {t('repeat.dates.add')}
        </button>
      </div>
    </div>
  )
}
