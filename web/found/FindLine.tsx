import { IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../words.ts'
import css from './FoundPage.module.css'

const typedFor = 150

/** What is sought; the address follows once the typing rests. */
export function FindLine({ text, onText }: { text: string; onText(text: string): void }) {
  const t = useWords()
  const [typed, setTyped] = useState(text)
  const input = useRef<HTMLInputElement>(null)
  const telling = useRef(onText)
  useEffect(() => {
    telling.current = onText
  })
  // Another text came by a link or the back button.
  const [before, setBefore] = useState(text)
  if (before !== text) {
    setBefore(text)
    if (typed.trim() !== text.trim()) setTyped(text)
  }
  useEffect(() => {
    if (typed.trim() === text.trim()) return
    const timer = setTimeout(() => telling.current(typed.trim()), typedFor)
    return () => clearTimeout(timer)
  }, [typed, text])
  return (
    <form
      role="search"
      className={css.line}
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim() !== text.trim()) onText(typed.trim())
      }}
    >
      <IconSearch size={18} stroke={1.75} aria-hidden />
      <input
        ref={input}
        name="q"
        aria-label={t('found.label')}
        placeholder={t('found.placeholder')}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {typed && (
        <button
          type="button"
          className="btn icon"
          aria-label={t('found.clear')}
          onClick={() => {
            setTyped('')
            input.current?.focus()
          }}
        >
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      )}
    </form>
  )
}
