import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords, type WordKey } from '../words.ts'

interface Props {
  text: string
  /** what the button says before */
  word?: WordKey
  fallback?: () => void
}

/** Copies a text. Without a secure connection there is no clipboard: then `fallback` may select it, to be copied by hand. */
export function CopyButton({ text, word = 'security.codes.copy', fallback }: Props) {
  const t = useWords()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    fallback?.()
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // It stands selected.
    }
  }
  return (
    <button type="button" className="btn line" onClick={() => void copy()}>
      {copied ? <IconCheck size={16} stroke={1.75} aria-hidden /> : <IconCopy size={16} stroke={1.75} aria-hidden />}
      <span aria-live="polite">{t(copied ? 'security.codes.copied' : word)}</span>
    </button>
  )
}
