import { useRef, useState } from 'react'
import { useWords } from '../words.ts'
import { Menu } from '../ui/Menu.tsx'
import type { Change, Refusal } from './change.ts'
import { useHidden } from './hidden.ts'
import { Tag } from './marks.tsx'
import { useReferences } from './references.tsx'
import { RefusalNote } from './RefusalNote.tsx'
import { fieldOf, type AnyRow } from './rows.ts'
import css from './SaidOfLink.module.css'

interface Props {
  record: 'deals' | 'contacts'
  name: 'roles' | 'positions'
  row: AnyRow
  /** what is linked, and what it is called */
  link: { id: number; name: string }
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** What is said of one link of a row, a role or a position, changed where it stands. */
export function SaidOfLink({ record, name, row, link, editable, onChange }: Props) {
  const t = useWords()
  const { term } = useReferences()
  const [editing, setEditing] = useState<{ version: number } | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const hidden = useHidden(record).has(name) || row.hidden.includes(name)
  const said = (row[name] as Record<number, string | number> | undefined)?.[link.id] ?? null
  const text = typeof said === 'number' ? (term(said)?.name ?? t('value.unknown')) : said
  const fixed = (row['may'] as { fixed: readonly string[] } | undefined)?.fixed.includes(name)
  const save = (value: unknown, version: number | undefined) => {
    setRefusal(null)
    void onChange({ id: row.id, version, field: name, value }).then(setRefusal)
  }
  const close = (value?: string | number | null) => {
    setEditing(null)
    if (value !== undefined && value !== said) save({ [link.id]: value }, editing?.version)
  }
  const shown =
    text === null ? null : typeof said === 'number' ? (
      <Tag name={text} color={term(said)?.color ?? null} />
    ) : (
      <span className={css.text}>{text}</span>
    )
  if (hidden) return null
  if (!editable || fixed) return shown && <span className={css.still}>{shown}</span>
  const { dictionary } = fieldOf(record, name)
  return (
    <>
      {editing && dictionary === undefined ? (
        <Line label={t(`said.${name}.of`, { name: link.name })} start={text ?? ''} onDone={close} />
      ) : (
        <button
          ref={button}
          type="button"
          className={`${css.said} ${text === null ? css.none : ''}`}
          aria-label={`${t(`said.${name}.of`, { name: link.name })}${text === null ? '' : `: ${text}`}`}
          {...(dictionary === undefined ? {} : { 'aria-haspopup': 'menu' as const, 'aria-expanded': editing !== null })}
          onClick={() => setEditing({ version: row.version })}
        >
          {shown ?? t(`said.${name}.none`)}
        </button>
      )}
      {editing && dictionary !== undefined && (
        <Words
          anchor={button}
          label={t(`said.${name}.of`, { name: link.name })}
          dictionary={dictionary}
          value={said as number | null}
          onDone={close}
        />
      )}
      {refusal && (
        <RefusalNote
          record={record}
          name={name}
          row={row}
          refusal={refusal}
          onMine={() => save(refusal.mine, refusal.version)}
          onTheirs={() => setRefusal(null)}
          onAgain={() => save(refusal.mine, row.version)}
        />
      )}
    </>
  )
}

function Line({ label, start, onDone }: { label: string; start: string; onDone(value?: string | null): void }) {
  const [text, setText] = useState(start)
  const done = useRef(false)
  const end = (value?: string | null) => {
    if (done.current) return
    done.current = true
    onDone(value)
  }
  return (
    <input
      autoFocus
      className={css.input}
      aria-label={label}
      maxLength={255}
      value={text}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(text.trim() || null)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') end(text.trim() || null)
        if (event.key === 'Escape') end()
      }}
    />
  )
}

interface WordsProps {
  anchor: Parameters<typeof Menu>[0]['anchor']
  label: string
  dictionary: string
  value: number | null
  onDone(value?: number | null): void
}

function Words({ anchor, label, dictionary, value, onDone }: WordsProps) {
  const t = useWords()
  const { terms } = useReferences()
  const offered = terms.filter((one) => one.dictionary === dictionary && (one.active || one.id === value))
  return (
    <Menu anchor={anchor} label={label} onClose={() => onDone()}>
      {[...offered, null].map((one) => (
        <button
          key={one?.id ?? 0}
          type="button"
          role="menuitemradio"
          aria-checked={(one?.id ?? null) === value}
          onClick={() => onDone(one?.id ?? null)}
        >
          {one?.name ?? t('said.nothing')}
        </button>
      ))}
    </Menu>
  )
}
