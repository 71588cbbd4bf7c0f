import { useState } from 'react'
import { useFormat } from '../../format.ts'
import { typedDay, writtenDay, type Day } from '../../records/days.ts'
import { useLanguage, useWords } from '../../words.ts'

interface Props {
  label: string
  value: Day | undefined
  onChoose(day: Day | undefined): void
}

/** A day typed as people type it in their language; it counts with Enter, or when the field is left. */
export function DayField({ label, value, onChoose }: Props) {
  const t = useWords()
  const language = useLanguage()
  const format = useFormat()
  const shown = value === undefined ? '' : typedDay(value, language)
  const [text, setText] = useState<string | null>(null)
  const typed = text ?? shown
  const day = typed.trim() === '' ? undefined : writtenDay(typed, language, format.today())
  const wrong = typed.trim() !== '' && day === undefined
  const settle = () => {
    if (text === null || wrong) return
    setText(null)
    if (day !== value) onChoose(day)
  }
  return (
    <label>
      {label}
      <input
        className="input num"
        inputMode="numeric"
        placeholder={t('audit.day')}
        maxLength={10}
        value={typed}
        aria-invalid={wrong && (typed.length >= 8 || undefined)}
        onChange={(event) => setText(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle()
        }}
      />
    </label>
  )
}
