import { IconSearch } from '@tabler/icons-react'
import { openWindow } from './windows.ts'
import { Key } from '../ui/Key.tsx'
import { mod } from '../ui/keys.ts'
import { useWords } from '../words.ts'
import css from './FindButton.module.css'

/** Opens the palette, where everything is found and every command is run. */
export function FindButton() {
  const t = useWords()
  return (
    <button
      type="button"
      className={css.find}
      aria-label={t('nav.find')}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => openWindow({ kind: 'palette', step: { kind: 'all' } })}
    >
      <IconSearch size={16} stroke={1.75} aria-hidden />
      <span>{t('nav.find')}</span>
      <Key name={`${mod} K`} />
    </button>
  )
}
