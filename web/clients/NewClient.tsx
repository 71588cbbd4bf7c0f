import { FirstRecord, NewRecord } from '../records/NewRecord.tsx'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { NewClientForm } from './NewClientForm.tsx'

interface Props {
  record: ClientRecord
  onMade(id: number): void
}

/** The button that makes a client. */
export function NewClient({ record, onMade }: Props) {
  const t = useWords()
  return (
    <NewRecord name={t(`clients.${record}.one`)} label={t(`clients.${record}.new`)} onMade={onMade}>
      {(ends) => <NewClientForm record={record} {...ends} />}
    </NewRecord>
  )
}

/** What is said where there are none yet, with the first step. */
export function FirstClient({ record, onMade }: Props) {
  const t = useWords()
  return (
    <FirstRecord
      title={t(`clients.${record}.empty`)}
      hint={t(`clients.${record}.emptyHint`)}
      action={t(`clients.${record}.first`)}
      label={t(`clients.${record}.new`)}
      onMade={onMade}
    >
      {(ends) => <NewClientForm record={record} {...ends} />}
    </FirstRecord>
  )
}
