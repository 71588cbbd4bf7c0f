import { useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import css from './sheet.module.css'

interface Props {
  column: string
  label: string
  /** as it stands there */
  shown: string
  /** as it is typed */
  typed: string
  editable: boolean
  /** whether it could be read */
  onType(text: string): boolean
  onKeys(event: KeyboardEvent): void
  onPaste(event: ClipboardEvent): void
}

/** A cell of the sheet: the cell is the control. Leaving it keeps what was typed, Escape puts back. */
export function LineCell({ column, label, shown, typed, editable, onType, onKeys, onPaste }: Props) {
  const [text, setText] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  if (!editable) return <span className={css.still}>{shown}</span>
  return (
    <input
      data-into={column}
      aria-label={label}
      aria-invalid={wrong}
      autoComplete="off"
      inputMode="decimal"
      className={`${css.cell} ${wrong ? css.invalid : ''}`}
      value={text ?? shown}
      onFocus={(event) => {
        if (!wrong) flushSync(() => setText(typed))
        event.currentTarget.select()
      }}
      onMouseDown={(event) => {
        // The first press chooses the whole cell, the next one a place in it.
        if (document.activeElement === event.currentTarget) return
        event.preventDefault()
        event.currentTarget.focus()
      }}
      onChange={(event) => {
        setText(event.target.value)
        setWrong(false)
      }}
      onBlur={() => {
        if (text === null) return
        const read = text === typed || onType(text)
        setWrong(!read)
        if (read) setText(null)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== null && text !== typed) {
          event.stopPropagation()
          setText(typed)
          setWrong(false)
        } else onKeys(event)
      }}
      onPaste={onPaste}
    />
  )
}
