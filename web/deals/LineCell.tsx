import { useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import css from './LineEditor.module.css'

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
      data-into={column} aria-label={label} aria-invalid={wrong} autoComplete="off" inputMode="decimal" className={`${css.cell} ${wrong ? css.invalid : ''}`} value={text ?? shown}
      onFocus={(event) => {
        const { currentTarget } = event
        if (!wrong) setText(typed)
        // Once the typed form stands there.
        requestAnimationFrame(() => currentTarget.select())
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
