import { IconAlertCircle, IconFilter, IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useMe } from '../queries.ts'
import { isMine, mine } from './mine.ts'
import { FilterBar } from '../records/FilterBar.tsx'
import { useListView } from '../records/view.ts'
import { useWords } from '../words.ts'
import type { ClientRecord } from './clientData.ts'
import { Count, DuplicatesLink, KindSwitch } from './ClientsHead.tsx'
import { FirstClient } from './NewClient.tsx'
import { PhoneRow } from './PhoneRow.tsx'
import { usePhoneRows, useRecentRows } from './phoneRows.ts'
import css from './PhoneList.module.css'

/** Clients on a phone: found by typing, else from A to Z; a press on the receiver calls. */
export function PhoneList({ record }: { record: ClientRecord }) {
  const t = useWords()
  const me = useMe()
  const view = useListView()
  const { filter, set } = view
  const [text, setText] = useState('')
  const [filtering, setFiltering] = useState(filter !== undefined)
  const { rows, list } = usePhoneRows(record, text, filter)
  const recent = useRecentRows(record, text === '' && filter === undefined)
  const companies = record === 'companies'
  const open = (id: number) => set({ open: id, tab: undefined })
  const own = me ? isMine(filter, me.id) : false
  return (
    <div className={css.list}>
      <div className={css.top}>
        <label className={css.search}>
          <IconSearch size={18} stroke={1.75} aria-hidden />
          <input
            type="search"
            value={text}
            placeholder={t(companies ? 'clients.search.companies' : 'clients.search')}
            aria-label={t(companies ? 'clients.search.companies' : 'clients.search')}
            autoComplete="off"
            maxLength={100}
            onChange={(event) => setText(event.target.value)}
          />
          {text !== '' && (
            <button type="button" aria-label={t('clients.search.clear')} onClick={() => setText('')}>
              <IconX size={18} stroke={1.75} aria-hidden />
            </button>
          )}
        </label>
        <button
          type="button"
          className={css.filter}
          aria-label={t('clients.filter.show')}
          aria-expanded={filtering}
          data-on={filter !== undefined}
          onClick={() => setFiltering(!filtering)}
        >
          <IconFilter size={20} stroke={1.75} aria-hidden />
        </button>
      </div>
      {filtering && (
        <div className={css.conditions}>
          <FilterBar record={record} value={filter} onChange={(next) => set({ filter: next })} />
        </div>
      )}
      <div className={css.kinds}>
        <KindSwitch record={record} className={css.tabs} />
        {me && (
          <button type="button" aria-pressed={own} onClick={() => set({ filter: own ? undefined : mine(me.id) })}>
            {t('clients.mine')}
            <Count record={record} mine={me.id} />
          </button>
        )}
        <DuplicatesLink record={record} />
      </div>
      <div className={css.rows} role="group" aria-label={t(`clients.${record}`)} aria-busy={list.isPending}>
        {list.isError ? (
          <p className={css.failed} role="alert">
            <IconAlertCircle size={16} stroke={1.75} aria-hidden />
            <span>
              {t('clients.failed')}. {list.error.message || t('state.offline')}
            </span>
            <button type="button" className="btn line" onClick={() => void list.refetch()}>
              {t('error.again')}
            </button>
          </p>
        ) : list.isPending ? (
          <Ghosts />
        ) : rows.length === 0 ? (
          <div className={css.empty}>
            {text !== '' ? (
              <p>{t(companies ? 'clients.search.nothing.companies' : 'clients.search.nothing', { text })}</p>
            ) : filter !== undefined ? (
              <>
                <p>{t('list.nothing')}</p>
                <button type="button" onClick={() => set({ filter: undefined })}>
                  {t('filter.clear')}
                </button>
              </>
            ) : (
              <FirstClient record={record} onMade={open} />
            )}
          </div>
        ) : (
          <>
            {recent.length > 0 && (
              <>
                <h2>{t('clients.recent')}</h2>
                <ul>
                  {recent.map((row) => (
                    <PhoneRow key={row.id} record={record} row={row} onOpen={open} />
                  ))}
                </ul>
              </>
            )}
            {groupsOf(rows, text === '').map(([letter, group]) => (
              <section key={letter} aria-label={letter || t(`clients.${record}`)}>
                {letter !== '' && <h2>{letter}</h2>}
                <ul>
                  {group.map((row) => (
                    <PhoneRow key={row.id} record={record} row={row} onOpen={open} />
                  ))}
                </ul>
              </section>
            ))}
            {list.hasNextPage && <End key={rows.length} onSeen={() => void list.fetchNextPage()} />}
          </>
        )}
      </div>
    </div>
  )
}

/** By the first letter; what is found by typing stands as it was found. */
function groupsOf<T extends { name: string }>(rows: readonly T[], lettered: boolean): [string, T[]][] {
  if (!lettered) return [['', [...rows]]]
  const groups = Map.groupBy(rows, ({ name }) => /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? '#')
  return [...groups]
}

/** Asks for more once the end comes into sight. */
function End({ onSeen }: { onSeen(): void }) {
  const end = useRef<HTMLDivElement>(null)
  const seen = useRef(onSeen)
  useEffect(() => {
    seen.current = onSeen
  })
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen.current(), {
      rootMargin: '600px',
    })
    if (end.current) watch.observe(end.current)
    return () => watch.disconnect()
  }, [])
  return <div ref={end} className={css.end} />
}

function Ghosts() {
  return (
    <ul aria-hidden>
      {[62, 44, 55, 38, 60, 48].map((width, i) => (
        <li key={i} className={css.ghost}>
          <i />
          <i style={{ width: `${String(width)}%` }} />
        </li>
      ))}
    </ul>
  )
}
