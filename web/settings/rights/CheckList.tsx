import { useState, type ReactNode } from 'react'
import { useWords } from '../../words.ts'
import css from './CheckList.module.css'

export interface Check {
  key: string
  name: string
  note?: string | undefined
  mark?: ReactNode
  group?: string | undefined
  checked: boolean
}

/** Things to be ticked, found by typing. */
export function CheckList({
  label,
  items,
  onToggle,
}: {
  label: string
  items: readonly Check[]
  onToggle(key: string, on: boolean): void
}) {
  const t = useWords()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = items.filter(({ name }) => name.toLowerCase().includes(wanted))
  return (
    <div className={css.list} role="group" aria-label={label}>
      <input
        className="input"
        value={text}
        aria-label={t('rights.find')}
        placeholder={t('rights.find')}
        onChange={(event) => setText(event.target.value)}
      />
      <ul>
        {shown.map((item, i) => (
          <li key={item.key}>
            {item.group !== undefined && item.group !== shown[i - 1]?.group && <h3 className="t3">{item.group}</h3>}
            <label>
              <input
                type="checkbox"
                checked={item.checked}
                onChange={(event) => onToggle(item.key, event.target.checked)}
              />
              {item.mark}
              <span className="cut">{item.name}</span>
              {item.note && <small className="t3 cut">{item.note}</small>}
            </label>
          </li>
        ))}
        {!shown.length && <li className="t3">{t('rights.find.none')}</li>}
      </ul>
    </div>
  )
}
