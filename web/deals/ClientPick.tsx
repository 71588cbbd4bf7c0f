import { useState } from 'react'
import { ApiError, call, type Output } from '../api.ts'
import { usePicking } from '../records/options.tsx'
import { fieldOf } from '../records/rows.ts'
import { PickOne, type Option } from '../ui/Pick.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import css from './ClientPick.module.css'

interface Props {
  field: 'companyId' | 'contactIds'
  label: string
  placeholder: string
  value: number | null
  clearable: boolean
  without?: readonly number[]
  onPick(option: Option | null): void
  onCancel(): void
}

type Similar = Output<'contacts.similar'>

/** A client is found by typing, or made with the typed name; before that, those who may be the same are shown. */
export function ClientPick({ field, label, placeholder, value, clearable, without = [], onPick, onCancel }: Props) {
  const t = useWords()
  const { create, options, ...picking } = usePicking(fieldOf('deals', field))
  const [alike, setAlike] = useState<{ text: string; found: Similar } | null>(null)

  const make = async (text: string) => {
    try {
      onPick((await create?.(text)) ?? null)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      toast(error.code === 'offline' ? t('state.offline') : error.message, { bad: true })
      onCancel()
    }
  }
  const look = async (text: string) => {
    const found = (await similarTo(field, text)).filter(({ id }) => !without.includes(id))
    if (found.length) setAlike({ text, found })
    else await make(text)
  }
  if (alike)
    return (
      <div
        className={css.alike}
        role="group"
        aria-label={t('client.alike')}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onCancel()
        }}
      >
        <p role="status">{t('client.alike')}</p>
        {alike.found.map(({ id, name, about, phone }, i) => (
          <button key={id} type="button" autoFocus={i === 0} onClick={() => onPick({ id, name })}>
            <bdi>{name}</bdi>
            <span>{[about, phone].filter(Boolean).join(' · ')}</span>
          </button>
        ))}
        <div>
          <button type="button" className="btn line" onClick={() => void make(alike.text)}>
            {t('client.createStill', { name: alike.text })}
          </button>
          <button type="button" className="btn" onClick={onCancel}>
            {t('edit.cancel')}
          </button>
        </div>
      </div>
    )
  return (
    <PickOne
      label={label}
      placeholder={placeholder}
      value={value}
      clearable={clearable}
      {...picking}
      options={options.filter(({ id }) => !without.includes(Number(id)))}
      onPick={onPick}
      onCancel={onCancel}
      onCreate={create && ((text) => void look(text))}
    />
  )
}

/** Whoever may be the same client; that it can't be asked stands in nobody's way. */
async function similarTo(field: Props['field'], text: string): Promise<Similar> {
  const words = text.split(/\s+/)
  const emails = words.filter((word) => word.includes('@'))
  const phones = words.filter((word) => /^\+?[\d()-]{7,}$/.test(word))
  const name = words.filter((word) => !emails.includes(word) && !phones.includes(word)).join(' ')
  const input = { ...(name ? { name } : {}), emails, phones }
  try {
    return await (field === 'companyId' ? call('companies.similar', input) : call('contacts.similar', input))
  } catch (error) {
    if (error instanceof ApiError) return []
    throw error
  }
}
