import { IconBuilding, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ChannelValue } from '../../model/fields.ts'
import { Avatar } from '../records/marks.tsx'
import { writtenPhone } from '../records/phones.ts'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { Call, ClientLink, Write } from './reach.tsx'
import css from './LinkedRow.module.css'

interface Props {
  record: ClientRecord
  client: { id: number; name: string; phones: ChannelValue[]; emails: ChannelValue[] }
  /** what is said below the name */
  about: ReactNode
  mark?: ReactNode
  /** takes it off; undefined for those who may not */
  onRemove?: (() => void) | undefined
}

/** A contact of a company, or a company of a contact: how to reach them, and the way to their card. */
export function LinkedRow({ record, client, about, mark, onRemove }: Props) {
  const t = useWords()
  const { id, name, phones, emails } = client
  const [phone, email] = [phones[0]?.value, emails[0]?.value]
  return (
    <li className={css.row} data-linked={id}>
      {record === 'contacts' ? (
        <span className={css.avatar}>
          <Avatar id={id} name={name} large />
        </span>
      ) : (
        <span className={css.building}>
          <IconBuilding size={16} stroke={1.75} aria-hidden />
        </span>
      )}
      <span className={css.who}>
        <span className={css.name}>
          <ClientLink record={record} id={id} name={name} />
          {mark}
        </span>
        {about && <div className={css.about}>{about}</div>}
      </span>
      <span className={css.ends}>
        {/* The name of a company is long; its number is a press away. */}
        {phone !== undefined && record === 'contacts' && <span className={css.phone}>{writtenPhone(phone)}</span>}
        {phone === undefined ? <span className={css.gap} /> : <Call phone={phone} />}
        {email === undefined ? <span className={css.gap} /> : <Write email={email} />}
        {onRemove && (
          <button
            type="button"
            className={`btn icon ${css.remove}`}
            aria-label={t('clients.unlink', { name })}
            title={t('clients.unlink', { name })}
            onClick={onRemove}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        )}
      </span>
    </li>
  )
}
