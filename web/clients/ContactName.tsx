import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { call } from '../api.ts'
import { toldAtForm } from '../asking.ts'
import { patchRows } from '../records/change.ts'
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
  const [problem, setProblem] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const editing = typed !== null
  useEffect(() => {
    if (editing) form.current?.querySelector('input')?.focus()
  }, [editing])

  const close = () => {
    setTyped(null)
    setProblem(null)
    requestAnimationFrame(() => button.current?.focus())
  }
  async function save(event?: FormEvent) {
    event?.preventDefault()
    if (!typed) return
    const parts = order[language].filter((part) => typed[part].trim() !== (contact[part] ?? ''))
    if (!parts.length) return close()
    const fields = Object.fromEntries(parts.map((part) => [part, typed[part].trim() || null]))
    try {
      const changed = await call('contacts.change', { id: contact.id, version: contact.version, fields })
      patchRows(client, 'contacts', contact.id, (row) => ({ ...row, ...pick(anyRow(changed), Object.keys(row)) }))
      close()
      await client.invalidateQueries({ queryKey: ['contacts'] })
    } catch (error) {
      setProblem(toldAtForm(error))
    }
  }
  if (!contact.may.edit) return <span className={css.still}>{contact.name}</span>
  if (!typed)
    return (
      <button
        ref={button}
        type="button"
        className={css.name}
        onClick={() =>
          setTyped({
            firstName: contact.firstName ?? '',
            middleName: contact.middleName ?? '',
            lastName: contact.lastName ?? '',
          })
        }
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
          }}
        />
      ))}
      <button type="submit" className="hidden-text" tabIndex={-1}>
        {t('clients.name.save')}
      </button>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

/** Only what is shown of a row already: a list holds fewer fields than a card. */
const pick = (row: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => key in row).map((key) => [key, row[key]]))
