import { IconDownload } from '@tabler/icons-react'
import { useRef } from 'react'
import { useWords } from '../words.ts'
import { CopyButton } from './CopyButton.tsx'
import css from './security.module.css'

/** Recovery codes, shown this once: to be copied or saved as a file before going on. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const t = useWords()
  const list = useRef<HTMLOListElement>(null)
  const text = `${codes.join('\n')}\n`
  const download = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = `${t('security.codes.file')}.txt`
    link.click()
    // The browser has begun to save it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000)
  }
  const select = () => {
    if (list.current) getSelection()?.selectAllChildren(list.current)
  }
  return (
    <div className={css.form}>
      <h2>{t('security.codes.title')}</h2>
      <p className={css.text}>{t('security.codes.text')}</p>
      <ol ref={list} className={css.codes} aria-label={t('security.codes.list')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={css.buttons}>
        <CopyButton text={text} fallback={select} />
        <button type="button" className="btn line" onClick={download}>
          <IconDownload size={16} stroke={1.75} aria-hidden />
          {t('security.codes.download')}
        </button>
        <button type="button" className={`btn primary ${css.push ?? ''}`} onClick={onDone}>
          {t('security.codes.done')}
        </button>
      </div>
    </div>
  )
}
