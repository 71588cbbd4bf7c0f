import { useCallback, useRef, useState, type ReactNode } from 'react'
import type { RecordName } from '../../model/records.ts'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { fieldWord } from './editors.tsx'
import css from './ColumnMenu.module.css'

/** The chosen columns, kept in this browser under a name of the list and the person. */
export function useColumns(
  name: string,
  usual: readonly string[],
  offered: readonly string[],
): [readonly string[], (columns: readonly string[] | null) => void] {
  const key = `sdelka.columns.${name}`
  const [columns, setColumns] = useState<{ key: string; chosen: readonly string[] }>(() => ({
    key,
    chosen: kept(key, offered) ?? usual,
  }))
  // Another person at the same screen has his own.
  if (columns.key !== key) setColumns({ key, chosen: kept(key, offered) ?? usual })
  const choose = useCallback(
    (chosen: readonly string[] | null) => {
      if (chosen === null) localStorage.removeItem(key)
      else localStorage.setItem(key, JSON.stringify(chosen))
      setColumns({ key, chosen: chosen ?? usual })
    },
    [key, usual],
  )
  return [columns.chosen, choose]
}

function kept(key: string, offered: readonly string[]): string[] | null {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    const known = Array.isArray(list)
      ? list.filter((one): one is string => typeof one === 'string' && offered.includes(one))
      : []
    return known.length ? known : null
  } catch {
    return null
  }
}

interface Props {
  icon: ReactNode
  record: RecordName
  offered: readonly string[]
  shown: readonly string[]
  /** the column that always stands there */
  fixed: string
  onChange(columns: readonly string[] | null): void
}

/** Which columns a list shows. */
export function ColumnMenu({ icon, record, offered, shown, fixed, onChange }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.button}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t('list.columns')}
        onClick={() => setOpen(!open)}
      >
        {icon}
        <span>{t('list.columns')}</span>
      </button>
      {open && (
        <Floating anchor={button} align="end" role="dialog" label={t('list.columns')} onClose={() => setOpen(false)}>
          <div className={css.menu}>
            {offered
              .filter((name) => name !== fixed)
              .map((name, i) => (
                <label key={name}>
                  <input
                    type="checkbox"
                    autoFocus={i === 0}
                    checked={shown.includes(name)}
                    onChange={(event) =>
                      onChange(offered.filter((one) => (one === name ? event.target.checked : shown.includes(one))))
                    }
                  />
                  {t(fieldWord(record, name))}
                </label>
              ))}
            <button type="button" onClick={() => onChange(null)}>
              {t('list.columnsReset')}
            </button>
          </div>
        </Floating>
      )}
    </>
  )
}
