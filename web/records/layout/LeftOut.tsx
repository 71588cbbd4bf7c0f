import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Arrangeable } from '../../../model/asked.ts'
import type { Section } from '../../../model/layouts.ts'
import { Menu } from '../../ui/Menu.tsx'
import { useWords } from '../../words.ts'
import { useCardNames } from './layoutData.ts'
import css from './LayoutEditor.module.css'

interface Props {
  record: Arrangeable
  keys: readonly string[]
  sections: readonly Section[]
  onPlace(key: string, section: string): void
}

/** What is on no card of those for whom it is arranged: put there into one of the sections. */
export function LeftOut({ record, keys, ...props }: Props) {
  const t = useWords()
  return (
    <section className={css.out} data-off aria-label={t('layout.out')}>
      <h3>{t('layout.out')}</h3>
      {keys.length === 0 && <p className={css.hint}>{t('layout.out.none')}</p>}
      <ul>
        {keys.map((key) => (
          <Line key={key} record={record} field={key} {...props} />
        ))}
      </ul>
    </section>
  )
}

function Line({ record, field, sections, onPlace }: Omit<Props, 'keys'> & { field: string }) {
  const t = useWords()
  const names = useCardNames(record)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const label = t('layout.show', { name: names.ofField(field) })
  return (
    <li className={css.row} data-out={field}>
      <span className="cut">{names.ofField(field)}</span>
      <button
        ref={button}
        type="button"
        className="btn icon"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconPlus size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu anchor={button} align="end" label={label} onClose={() => setOpen(false)}>
          {sections.map((section) => (
            <button
              key={section.id}
              type="button"
              role="menuitem"
              onClick={() => {
                setOpen(false)
                onPlace(field, section.id)
              }}
            >
              {t('layout.to', { section: names.ofSection(section) })}
            </button>
          ))}
        </Menu>
      )}
    </li>
  )
}
