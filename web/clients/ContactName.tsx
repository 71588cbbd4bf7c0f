import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { ApiError, call } from '../api.ts'
import { toldAtForm } from '../asking.ts'
import { patchRows, refusalOf, type Refusal } from '../records/change.ts'
import { RefusalNote } from '../records/RefusalNote.tsx'
import { anyRow } from '../records/rows.ts'
import { useLanguage, useWords } from '../words.ts'
import type { Contact } from './clientData.ts'
import css from './ContactName.module.css'

const order = { ru: ['lastName', 'firstName', 'middleName'], en: ['firstName', 'middleName', 'lastName'] } as const
type Part = (typeof order)['en'][number]

/** The name of a person, edited in its place by its parts. Enter saves, Escape puts back. */
export function ContactName({ contact }: { contact: Contact }) {
  const t = useWords()
  const language = useLanguage()
  const client = useQueryClient()
  const [typed, setTyped] = useState<Record<Part, string> | null>(null)
  /** as it was when it was taken up: what others change meanwhile is theirs */
  const [begun, setBegun] = useState({ parts: partsOf(contact), version: contact.version })
  const [problem, setProblem] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const editing = typed !== null
  useEffect(() => {
    if (editing) form.current?.querySelector('input')?.focus()
  }, [editing])

  const close = () => {
    setTyped(null)
    setProblem(null)
    setRefusal(null)
    requestAnimationFrame(() => button.current?.focus())
  }
  async function save(event?: FormEvent, version = begun.version) {
    event?.preventDefault()
    if (!typed) return
    const parts = order[language].filter((part) => typed[part].trim() !== begun.parts[part])
    if (!parts.length) return close()
    const fields = Object.fromEntries(parts.map((part) => [part, typed[part].trim() || null]))
    try {
      const changed = await call('contacts.change', { id: contact.id, version, fields })
      patchRows(client, 'contacts', contact.id, (row) => ({ ...row, ...pick(anyRow(changed), Object.keys(row)) }))
      close()
      await client.invalidateQueries({ queryKey: ['contacts'] })
    } catch (error) {
      setProblem(toldAtForm(error))
      if (!(error instanceof ApiError) || error.code !== 'conflict') return
      // Of the parts that both have changed, theirs; of the others, what was there.
      const theirs = { ...begun.parts, ...theirParts(error) }
      const told = (name: Record<Part, string>) =>
        order[language]
          .map((part) => name[part])
          .filter(Boolean)
          .join(' ')
      setRefusal({
        ...refusalOf(error, { field: 'name', value: told(typed) }, ''),
        conflict: true,
        theirs: told(theirs),
      })
      await client.invalidateQueries({ queryKey: ['contacts'] })
    }
  }
  if (!contact.may.edit) return <span className={css.still}>{contact.name}</span>
  if (!typed)
    return (
      <button
        ref={button}
        type="button"
        className={css.name}
        onClick={() => {
          setBegun({ parts: partsOf(contact), version: contact.version })
          setTyped(partsOf(contact))
        }}
      >
        {contact.name}
      </button>
    )
  return (
    <form
      ref={form}
      className={css.form}
      onSubmit={(event) => void save(event)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget) && !problem) void save()
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') {
          event.preventDefault()
          close()
        }
      }}
    >
      {order[language].map((part) => (
        <input
          key={part}
          name={part}
          aria-label={t(`contacts.${part}`)}
          placeholder={t(`contacts.${part}`)}
          aria-invalid={problem !== null}
          autoComplete="off"
          maxLength={120}
          value={typed[part]}
          onChange={(event) => {
            setTyped({ ...typed, [part]: event.target.value })
            setProblem(null)
            setRefusal(null)
          }}
        />
      ))}
      <button type="submit" className="hidden-text" tabIndex={-1}>
        {t('clients.name.save')}
      </button>
      {refusal && (
        <RefusalNote
          record="contacts"
          name="name"
          row={anyRow(contact)}
          refusal={refusal}
          onMine={() => void save(undefined, refusal.version)}
          onTheirs={close}
          onAgain={() => void save()}
        />
      )}
      {problem !== null && !refusal && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

const partsOf = ({ firstName, middleName, lastName }: Contact): Record<Part, string> => ({
  firstName: firstName ?? '',
  middleName: middleName ?? '',
  lastName: lastName ?? '',
})

/** What others have made of parts that were changed here too. */
const theirParts = ({ fields }: ApiError): Partial<Record<Part, string>> =>
  Object.fromEntries(
    order.en.flatMap((part) =>
      fields[part] ? [[part, (fields[part] as { theirs: string | null }).theirs ?? '']] : [],
    ),
  )

/** Only what is shown of a row already: a list holds fewer fields than a card. */
const pick = (row: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => key in row).map((key) => [key, row[key]]))
