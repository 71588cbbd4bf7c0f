import { IconDots, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { call } from '../api.ts'
import { Menu } from '../ui/Menu.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { readClients, tried, type ClientRecord, type Company, type Contact } from './clientData.ts'
import css from './CardMenu.module.css'

interface Props {
  record: ClientRecord
  client: Contact | Company
  onRemoved(): void
}

/** What is done rarely with a client. Nothing is shown to whoever may do none of it. */
export function CardMenu({ record, client, onRemoved }: Props) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { id, name } = client
  if (!client.may.delete || client.removedAt !== null) return null
  const write = (verb: 'remove' | 'restore') =>
    tried(async () => {
      await (record === 'contacts' ? call(`contacts.${verb}`, { id }) : call(`companies.${verb}`, { id }))
      await readClients()
    })
  const remove = async () => {
    setOpen(false)
    if (!(await write('remove'))) return
    onRemoved()
    toast(t('clients.removed', { name }), { action: { name: t('undo'), run: () => void write('restore') } })
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={css.more}
        aria-label={t('clients.more')}
        title={t('clients.more')}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconDots size={16} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu anchor={button} align="end" label={t('clients.more')} onClose={() => setOpen(false)}>
          <button type="button" role="menuitem" onClick={() => void remove()}>
            <IconTrash size={16} stroke={1.75} aria-hidden />
            {t('clients.remove')}
          </button>
        </Menu>
      )}
    </>
  )
}
