import { useState } from 'react'
import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { MergeWith } from '../merging/MergeWith.tsx'
import { CardMenu } from '../records/CardMenu.tsx'
import { useListView } from '../records/view.ts'
import { WhoSees } from '../records/WhoSees.tsx'
import { useWords } from '../words.ts'
import { readClients, type ClientRecord, type Company, type Contact } from './clientData.ts'

interface Props {
  record: ClientRecord
  client: Contact | Company
  onRemoved(): void
  /** it has become part of another one */
  onMerged(into: number): void
}

/** What is done rarely with a client. */
export function ClientMenu({ record, client, onRemoved, onMerged }: Props) {
  const t = useWords()
  const { id, name } = client
  const { set } = useListView()
  const [asks, setAsks] = useState(false)
  const [merges, setMerges] = useState(false)
  if (client.removedAt !== null) return null
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
  return (
    <>
      <CardMenu
        label={t('clients.more')}
        arranges={{ record, id, onArrange: () => set({ tab: undefined }) }}
        who={{ name: t('who.title'), onShow: () => setAsks(true) }}
        merging={
          client.may.edit && client.may.delete ? { name: t('merge.with'), onMerge: () => setMerges(true) } : undefined
        }
        removal={client.may.delete ? { name: t('clients.remove'), onRemove: () => void remove() } : undefined}
      />
      {merges && (
        <MergeWith
          record={record}
          id={id}
          name={name}
          onClose={() => setMerges(false)}
          onMerged={(into) => {
            setMerges(false)
            if (into !== id) onMerged(into)
          }}
        />
      )}
      {asks && <WhoSees record={record} id={id} name={name} onClose={() => setAsks(false)} />}
    </>
  )
}
