import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'
import type { RecordName } from '../../model/records.ts'
import { Floating } from '../ui/Floating.tsx'
import { useWords } from '../words.ts'
import { fieldWord } from './editors.tsx'
import css from './ColumnMenu.module.css'

interface Props {
  icon: ReactNode
  record: RecordName
  offered: readonly string[]
  shown: readonly string[]
  /** the column that always stands there */
  fixed: string
  onChange(columns: readonly string[] | null): void
  onPlace(column: string, at: number): void
}

/** Which columns a list shows, and in which order. */
export function ColumnMenu({ icon, record, offered, shown, fixed, onChange, onPlace }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  // Those that are shown in their order, then the others.
  const listed = [...shown, ...offered.filter((name) => !shown.includes(name))].filter((name) => name !== fixed)
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
            {listed.map((name, i) => {
              const word = t(fieldWord(record, name))
              const at = shown.indexOf(name)
              return (
                <div key={name} className={css.line}>
                  <label>
                    <input
                      type="checkbox"
                      autoFocus={i === 0}
                      checked={at >= 0}
                      onChange={(event) =>
                        onChange(event.target.checked ? [...shown, name] : shown.filter((one) => one !== name))
                      }
                    />
                    {word}
                  </label>
                  {at > 0 && (
                    <>
                      <Step name={t('list.columnUp', { name: word })} off={at < 2} onStep={() => onPlace(name, at - 1)}>
                        <IconArrowUp size={14} stroke={1.75} aria-hidden />
                      </Step>
                      <Step
                        name={t('list.columnDown', { name: word })}
                        off={at === shown.length - 1}
                        onStep={() => onPlace(name, at + 1)}
                      >
                        <IconArrowDown size={14} stroke={1.75} aria-hidden />
                      </Step>
                    </>
                  )}
                </div>
              )
            })}
            <button type="button" onClick={() => onChange(null)}>
              {t('list.columnsReset')}
            </button>
          </div>
        </Floating>
      )}
    </>
  )
}

function Step({ name, off, onStep, children }: { name: string; off: boolean; onStep(): void; children: ReactNode }) {
  return (
    <button type="button" className={css.step} aria-label={name} title={name} disabled={off} onClick={onStep}>
      {children}
    </button>
  )
}
