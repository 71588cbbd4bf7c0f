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
  /** whether all that was sent from here so far was taken */
  const saving = useRef(Promise.resolve(true))
  const line = useRef<HTMLInputElement>(null)
  const busy = useRef(false)
  const about = useId()
  const save = async () => {
    const name = text.trim()
    if (busy.current) return
    busy.current = true
    try {
      if (!(await saving.current)) return
      if (name !== '' && name !== value) await onSave(name)
      onClose()
    } catch (error) {
      setProblem(toldAtForm(error))
    } finally {
      busy.current = false
    }
  }
  /** The line is free for the next name at once; one that is refused comes back to it. */
  const saveAndGoOn = () => {
    const name = text.trim()
    if (name === '') return void save()
    setText('')
    const sent = saving.current.then(async (taken) => {
      try {
        await onSave(name)
      } catch (error) {
        const free = line.current?.value.trim() === ''
        if (free) setText(name)
        setProblem(free ? toldAtForm(error) : `${name}: ${toldAtForm(error)}`)
        taken = false
      }
      // Told once.
      if (saving.current === sent) saving.current = Promise.resolve(true)
      return taken
    })
    saving.current = sent
  }
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Enter' && several) saveAndGoOn()
    else if (event.key === 'Enter') void save()
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  }
  return (
    <span className={css.line}>
      <input
        ref={line}
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
          if (!problem) void save()
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
