import { useEffect, useRef, useState } from 'react'
import type { Sum } from '../../model/fields.ts'
import { useWords } from '../words.ts'
import type { EditorProps } from './editors.tsx'
import { writtenNumber } from './pasted.ts'
import { useReferences } from './references.tsx'
import css from './editors.module.css'

/** An amount and its currency. */
export function SumEditor({ label, value, invalid = false, onSave, onCancel }: EditorProps) {
  const t = useWords()
  const { format, currencies, me } = useReferences()
  const start = value as Sum | null
  const [text, setText] = useState(start ? format.number(start.amount) : '')
  const [currency, setCurrency] = useState(start?.currency ?? me?.company.baseCurrency ?? '')
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const save = () => {
    if (text.trim() === '') return onSave(null)
    const amount = writtenNumber(text.trim(), me?.language ?? 'en')
    const decimals = currencies.find(({ code }) => code === currency)?.decimals ?? 2
    if (amount === null) return setProblem(t('edit.number'))
    if ((amount.split('.')[1]?.length ?? 0) > decimals) return setProblem(t('edit.tooLong', { max: decimals }))
    const same = start && start.currency === currency && format.number(start.amount) === text
    if (same) onCancel()
    else onSave({ amount, currency })
  }
  return (
    <span
      className={css.column}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) save()
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        // Else the value, which has the focus next, would be pressed by it.
        event.preventDefault()
        if (event.key === 'Enter') save()
        else onCancel()
      }}
    >
      <span className={css.sum}>
        <input
          ref={input}
          autoFocus
          aria-label={label}
          aria-invalid={invalid || problem !== null}
          className={`${css.line} ${invalid || problem !== null ? css.invalid : ''}`}
          inputMode="decimal"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setProblem(null)
          }}
        />
        <select aria-label={t('sum.currency')} value={currency} onChange={(event) => setCurrency(event.target.value)}>
          {currencies.map(({ code }) => (
            <option key={code} value={code}>
              {code}
            </option>
          ))}
        </select>
      </span>
      {problem !== null && (
        <span role="alert" className={css.problem}>
          {problem}
        </span>
      )}
    </span>
  )
}
