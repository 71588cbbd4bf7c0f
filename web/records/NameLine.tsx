import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { toldAtForm } from '../asking.ts'
import css from './NameLine.module.css'

interface Props {
  label: string
  value?: string
  maxLength?: number
  /** goes on with the next one after it */
  several?: boolean
  onSave(name: string): Promise<unknown>
  onClose(): void
}

/** A name written where it will stand: Enter or leaving saves, Escape puts back. What is refused stays, with the reason. */
export function NameLine({ label, value = '', maxLength = 120, several = false, onSave, onClose }: Props) {
  const [text, setText] = useState(value)
  const [problem, setProblem] = useState<string | null>(null)
  const busy = useRef(false)
  const about = useId()
  const save = async (again: boolean) => {
    const name = text.trim()
    if (busy.current) return
    if (name === '' || name === value) return onClose()
    busy.current = true
    try {
      await onSave(name)
      if (again && several) {
        setText('')
        setProblem(null)
      } else onClose()
    } catch (error) {
      setProblem(toldAtForm(error))
    } finally {
      busy.current = false
    }
  }
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Enter') void save(true)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  }
  return (
    <span className={css.line}>
      <input
        autoFocus
        className="input"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem ? about : undefined}
        placeholder={label}
        maxLength={maxLength}
        value={text}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(null)
        }}
        onKeyDown={keys}
        onBlur={() => {
          // What was refused waits to be mended.
          if (!problem) void save(false)
        }}
      />
      {problem && (
        <small id={about} className="problem" role="alert">
          {problem}
        </small>
      )}
    </span>
  )
}
