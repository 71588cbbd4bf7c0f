import { IconSearch } from '@tabler/icons-react'
import { useWords } from '../words.ts'
import { Key } from '../ui/Key.tsx'
import css from './Palette.module.css'

/** Opens the palette, where everything is found and every command is run. */
export function FindButton() {
  const t = useWords()
  return (
    <button type="button" className={css.find} aria-label={t('nav.find')}>
      <IconSearch size={16} stroke={1.75} aria-hidden />
      <span>{t('nav.find')}</span>
      <Key name="Ctrl K" />
    </button>
  )
}
