import { IconCopy } from '@tabler/icons-react'
import { writtenPhone } from '../records/phones.ts'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { ClientLink } from './reach.tsx'
import type { Similar } from './similar.ts'
import css from './SimilarHint.module.css'

/** Says, while a client is being written down, who there is already with the same phone, email or name. */
export function SimilarHint({
  record,
  found,
  onOpen,
}: {
  record: ClientRecord
  found: readonly Similar[]
  onOpen(): void
}) {
  const t = useWords()
  return (
    <div role="status" className={found.length ? css.hint : undefined} data-similar={found.length}>
      {found.length > 0 && (
        <>
          <h3>
            <IconCopy size={16} stroke={1.75} aria-hidden />
            {t(`clients.${record}.similar`)}
          </h3>
          <ul>
            {found.slice(0, 3).map((one) => (
              <li key={one.id} onClick={(event) => event.target instanceof HTMLAnchorElement && onOpen()}>
                <ClientLink record={record} id={one.id} name={one.name} />
                <span className={css.why}>{one.by.map((sign) => t(signWord(record, sign))).join(', ')}</span>
                <span className={css.about}>
                  {one.about}
                  {one.about !== null && one.phone !== null && ' · '}
                  {one.phone !== null && <span className="num">{writtenPhone(one.phone)}</span>}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

const signWord = (record: ClientRecord, sign: Similar['by'][number]) =>
  sign === 'name' && record === 'companies' ? 'clients.similar.name.companies' : (`clients.similar.${sign}` as const)
