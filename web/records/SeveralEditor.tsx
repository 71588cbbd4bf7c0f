import { IconPlus, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Field } from '../../model/fields.ts'
import { useWords } from '../words.ts'
import type { EditorProps } from './editors.tsx'
import { writtenNumber } from './pasted.ts'
import { useReferences } from './references.tsx'
import css from './editors.module.css'

/** Any number of values of one kind, a line each. */
export function SeveralEditor({ field, label, value, invalid = false, onSave, onCancel }: EditorProps) {
  const t = useWords()
  const { me } = useReferences()
  const of = field.of!
  const [lines, setLines] = useState<string[]>(() => {
    const start = ((value ?? []) as unknown[]).map((one) => shown(of, one))
    return start.length ? start : ['']
  })
  const [problem, setProblem] = useState<string | null>(null)
  const box = useRef<HTMLSpanElement>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  const save = () => {
    const given = lines.map((line) => line.trim()).filter(Boolean)
    const meant = given.map((line) => read(of, line, me?.language ?? 'en'))
    if (meant.includes(null)) setProblem(t('edit.number'))
    else onSave([...new Set(meant)])
  }
  const set = (i: number, text: string) => {
    setProblem(null)
    setLines(lines.map((line, at) => (at === i ? text : line)))
  }
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
        const saves = event.key === 'Enter' && event.target instanceof HTMLInputElement
        if (!saves && event.key !== 'Escape') return
        // Else the value, which has the focus next, would be pressed by it.
        event.preventDefault()
        if (saves) save()
        else onCancel()
      }}
    >
      {lines.map((line, i) => (
        <span key={i} className={css.channel}>
          <input
            aria-label={label}
            aria-invalid={invalid || problem !== null}
            className={css.line}
            type={of.kind === 'date' ? 'date' : of.kind === 'moment' ? 'datetime-local' : 'text'}
            value={line}
            onChange={(event) => set(i, event.target.value)}
          />
          <button
            type="button"
            className={css.icon}
            aria-label={t('pick.remove', { name: line })}
            onClick={() => setLines(lines.filter((_, at) => at !== i))}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </span>
      ))}
      {problem !== null && (
        <span role="alert" className={css.problem}>
          {problem}
        </span>
      )}
      <button type="button" className={css.add} onClick={() => setLines([...lines, ''])}>
        <IconPlus size={14} stroke={1.75} aria-hidden />
        {t('channel.add')}
      </button>
    </span>
  )
}

function shown(of: Field, value: unknown): string {
  if (of.kind !== 'moment') return String(value)
  const at = new Date(String(value))
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** The value that is meant; null where it is no number. */
function read(of: Field, line: string, language: 'en' | 'ru'): unknown {
  if (of.kind === 'moment') return new Date(line).toISOString()
  if (of.kind !== 'integer' && of.kind !== 'decimal') return line
  const number = writtenNumber(line, language)
  return number === null || of.kind === 'decimal' ? number : Number(number)
}
