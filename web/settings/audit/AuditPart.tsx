import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { auditKinds } from '../../../model/audit.ts'
import { call } from '../../api.ts'
import { told } from '../../asking.ts'
import { usePeople } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import team from '../team/Part.module.css'
import { useSettingsView } from '../view.ts'
import { AuditTable } from './AuditTable.tsx'
import { DayField } from './DayField.tsx'
import css from './AuditPart.module.css'

const page = 50
/** So long after the last letter the log is asked. */
const pause = 250

/** Who came in and from where, what was refused, whose rights changed: the newest first, as far back as one scrolls. */
export function AuditPart() {
  const t = useWords()
  const people = usePeople()
  const { kind, person, from, to, set } = useSettingsView()
  const [typed, setTyped] = useState('')
  const [text, setText] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed])
  const personId = typeof person === 'number' ? person : undefined
  const asked = {
    ...(text ? { filter: text } : {}),
    ...(kind ? { kind } : {}),
    ...(personId ? { personId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  }
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', asked],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      call('audit.list', { ...asked, limit: page, ...(pageParam ? { after: pageParam } : {}) }),
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 0,
    placeholderData: (before) => before,
  })
  const lines = data?.pages.flatMap(({ items }) => items)
  const narrowed = typed !== '' || Object.keys(asked).length > 0

  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage) return
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && void fetchNextPage(), {
      rootMargin: '400px',
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  if (error && !lines) return <Trouble reason={told(error)} onRetry={() => void refetch()} />
  return (
    <div className={team.part}>
      <section className={team.main} aria-label={t('settings.audit')}>
        <div className={`${team.bar ?? ''} ${css.bar ?? ''}`}>
          <label className={team.find}>
            <IconSearch size={16} stroke={1.75} aria-hidden />
            <input
              type="search"
              className="input"
              aria-label={t('audit.filter')}
              placeholder={t('audit.filter')}
              maxLength={200}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <select
            className={`input ${css.choice ?? ''}`}
            aria-label={t('audit.kind')}
            value={kind ?? ''}
            onChange={(event) => set({ kind: auditKinds.find((one) => one === event.target.value) })}
          >
            <option value="">{t('audit.kind.any')}</option>
            {auditKinds.map((one) => (
              <option key={one} value={one}>
                {t(`audit.of.${one}`)}
              </option>
            ))}
          </select>
          <select
            className={`input ${css.choice ?? ''}`}
            aria-label={t('audit.person')}
            value={personId ?? ''}
            onChange={(event) => set({ person: Number(event.target.value) || undefined })}
          >
            <option value="">{t('audit.person.any')}</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <div className={css.days}>
            <DayField label={t('audit.from')} value={from} onChoose={(day) => set({ from: day })} />
            <DayField label={t('audit.to')} value={to} onChoose={(day) => set({ to: day })} />
          </div>
          {narrowed && (
            <button
              type="button"
              className="btn"
              onClick={() => {
                setTyped('')
                setText('')
                set({ kind: undefined, person: undefined, from: undefined, to: undefined })
              }}
            >
              {t('audit.clear')}
            </button>
          )}
        </div>
        <AuditTable
          lines={lines}
          foot={
            <div ref={end} className={team.hint}>
              {hasNextPage ? (
                <button
                  type="button"
                  className="btn line"
                  disabled={isFetchingNextPage}
                  onClick={() => void fetchNextPage()}
                >
                  {t('audit.more')}
                </button>
              ) : (
                lines && !narrowed && <p className="t3">{t('audit.end')}</p>
              )}
            </div>
          }
        />
      </section>
    </div>
  )
}
