import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { CardMenu } from '../records/CardMenu.tsx'
import { useWords } from '../words.ts'
import { readClients, type ClientRecord, type Company, type Contact } from './clientData.ts'

interface Props {
  record: ClientRecord
  client: Contact | Company
  onRemoved(): void
}

/** What is done rarely with a client. Nothing is shown to whoever may do none of it. */
export function ClientMenu({ record, client, onRemoved }: Props) {
  const t = useWords()
  const { id, name } = client
  if (!client.may.delete || client.removedAt !== null) return null
  const write = async (verb: 'remove' | 'restore') => {
    await (record === 'contacts' ? call(`contacts.${verb}`, { id }) : call(`companies.${verb}`, { id }))
    await readClients()
  }
  const remove = () =>
    tried(async () => {
      await write('remove')
      onRemoved()
      doneWith(t('clients.removed', { name }), () => write('restore'))
    })
  return <CardMenu label={t('clients.more')} remove={t('clients.remove')} onRemove={() => void remove()} />
}
