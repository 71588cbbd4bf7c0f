import { IconBuilding } from '@tabler/icons-react'
import { Avatar } from '../records/marks.tsx'
import type { ClientRecord } from './clientData.ts'
import type { PhoneRowData } from './phoneRows.ts'
import { Call } from './reach.tsx'
import css from './PhoneRow.module.css'

interface Props {
  record: ClientRecord
  row: PhoneRowData
  onOpen(id: number): void
}

/** A client under the thumb: a press opens the card, one on the receiver calls. */
export function PhoneRow({ record, row, onOpen }: Props) {
  const { id, name, about, phone } = row
  return (
    <li className={css.row} data-row={id}>
      <a
        className={css.open}
        href={`/${record}/${String(id)}`}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          onOpen(id)
        }}
      >
        {record === 'contacts' ? (
          <Avatar id={id} name={name} />
        ) : (
          <span className={css.building}>
            <IconBuilding size={18} stroke={1.75} aria-hidden />
          </span>
        )}
        <span className={css.who}>
          <span className={css.name}>{name}</span>
          {about !== '' && <span className={css.about}>{about}</span>}
        </span>
      </a>
      {phone !== undefined && <Call phone={phone} large />}
    </li>
  )
}
