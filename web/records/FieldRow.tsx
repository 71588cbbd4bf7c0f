import { IconExternalLink } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import type { RecordName } from '../../model/records.ts'
import { useWords } from '../words.ts'
import type { Change, Refusal } from './change.ts'
import { FieldEditor, fieldWord } from './editors.tsx'
import { FieldValue } from './FieldValue.tsx'
import { useHidden } from './hidden.ts'
import { RefusalNote } from './RefusalNote.tsx'
import { fieldOf, type AnyRow } from './rows.ts'
import css from './FieldRow.module.css'

interface Props {
  record: RecordName
  name: string
  row: AnyRow
  editable: boolean
  label?: string
  /** said after the value */
  after?: ReactNode
  /** label above the value */
  wide?: boolean
  /** what stands above it says already what it is */
  bare?: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** A field of a card: its name, and the value that turns into its editor where it stands. */
export function FieldRow({ record, name, row, editable, label, after, wide = false, bare = false, onChange }: Props) {
  const t = useWords()
  const called = label ?? t(fieldWord(record, name))
  const term = useId()
  if (useHidden(record).has(name)) return null
  return (
    <div className={`${css.field} ${wide || bare ? css.wide : ''}`} data-field={name}>
      <dt id={term} className={bare ? 'hidden-text' : css.label}>
        {called}
      </dt>
      <dd className={css.value}>
        <InPlace
          record={record}
          name={name}
          row={row}
          editable={editable}
          label={called}
          labelledBy={term}
          onChange={onChange}
          after={after ?? <OpenLink record={record} name={name} row={row} />}
        />
      </dd>
    </div>
  )
}

/** Leads to the page that a link is to; the value itself is pressed to be edited. */
function OpenLink({ record, name, row }: Pick<Props, 'record' | 'name' | 'row'>) {
  const t = useWords()
  const value = row[name]
  // What has just been typed becomes a link once the server has read it.
  if (fieldOf(record, name).format !== 'link' || typeof value !== 'string' || !/^https?:/.test(value)) return null
  return (
    <a
      className={css.open}
      href={value}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label={t('field.openPage')}
    >
      <IconExternalLink size={14} stroke={1.75} aria-hidden />
    </a>
  )
}

/** A value that is edited in its place, with what the server has to say about it. */
export function InPlace({
  record,
  name,
  row,
  editable,
  label,
  labelledBy,
  after,
  onChange,
}: Omit<Props, 'wide' | 'bare' | 'label'> & { label: string; labelledBy?: string }) {
  const t = useWords()
  const own = useId()
  const [editing, setEditing] = useState<{ version: number; value: unknown } | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const back = useRef(false)
  const news = useNews(row[name], row.version)
  const field = fieldOf(record, name)
  const writable = editable && !field.readonly && mayWrite(row, name)

  useEffect(() => {
    if (editing || !back.current) return
    back.current = false
    button.current?.focus()
  }, [editing])

  const close = () => {
    // Focus goes back to the value, unless the person has gone elsewhere.
    back.current =
      document.activeElement === document.body || document.activeElement?.closest('[data-editing]') !== null
    setEditing(null)
  }
  const save = (value: unknown, names: string | string[] | undefined, version: number | undefined) => {
    setRefusal(null)
    news.own()
    void onChange({ id: row.id, version, field: name, value, called: names }).then(setRefusal)
  }
  const shown = <FieldValue record={record} name={name} row={row} />
  const empty = isEmpty(row[name]) && !row.hidden.includes(name)
  return (
    <>
      {editing ? (
        <div data-editing>
          <FieldEditor
            record={record}
            name={name}
            label={label}
            row={row}
            value={editing.value}
            invalid={refusal !== null}
            onCancel={() => {
              setRefusal(null)
              close()
            }}
            onSave={(value, names) => {
              close()
              save(value, names, editing.version)
            }}
          />
        </div>
      ) : writable ? (
        <div className={css.line}>
          <button
            ref={button}
            id={own}
            type="button"
            aria-labelledby={labelledBy === undefined ? undefined : `${labelledBy} ${own}`}
            className={`${css.button} ${empty ? css.empty : ''} ${news.fresh ? css.fresh : ''} ${refusal ? css.refused : ''}`}
            onClick={() =>
              setEditing({ version: row.version, value: refusal && !refusal.conflict ? refusal.mine : row[name] })
            }
          >
            {empty ? t('value.empty') : shown}
          </button>
          {after}
        </div>
      ) : (
        <div className={css.line}>
          <span className={`${css.still} ${empty ? css.empty : ''} ${news.fresh ? css.fresh : ''}`}>
            {empty ? t('value.empty') : shown}
          </span>
          {after}
        </div>
      )}
      {refusal && (
        <RefusalNote
          record={record}
          name={name}
          row={row}
          refusal={refusal}
          onMine={() => save(refusal.mine, refusal.called, refusal.version)}
          onTheirs={() => setRefusal(null)}
          onAgain={() => save(refusal.mine, refusal.called, row.version)}
        />
      )}
    </>
  )
}

/** Whether the server has not said that this field is only to be read, or hidden here. */
const mayWrite = (row: AnyRow, name: string) => {
  const may = row['may'] as { fixed: readonly string[] } | undefined
  return !may?.fixed.includes(name) && (fieldHasLinks(row[name]) || !row.hidden.includes(name))
}
/** A list of links of which some are hidden is edited all the same: those stay. */
const fieldHasLinks = (value: unknown) => Array.isArray(value)

const isEmpty = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)

/** Whether a value has just been changed by somebody else: said for two seconds. */
function useNews(value: unknown, version: number): { fresh: boolean; own(): void } {
  const key = JSON.stringify(value ?? null)
  const last = useRef({ key, version, quiet: 0 })
  const [fresh, setFresh] = useState(false)
  useEffect(() => {
    const before = last.current
    last.current = { ...before, key, version }
    if (before.key !== key && before.version !== version && Date.now() > before.quiet) setFresh(true)
  }, [key, version])
  useEffect(() => {
    if (!fresh) return
    const timer = setTimeout(() => setFresh(false), 2000)
    return () => clearTimeout(timer)
  }, [fresh])
  return {
    fresh,
    // What comes back of one's own change, in the server's writing, is no news.
    own() {
      last.current = { ...last.current, quiet: Date.now() + 3000 }
    },
  }
}
