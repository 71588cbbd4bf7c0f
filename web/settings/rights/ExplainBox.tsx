import { IconCheck, IconLock, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type RefObject } from 'react'
import type { Action } from '../../../model/access.ts'
import { grantable } from '../../../model/rights.ts'
import { actionWords, rangeWords } from '../../../model/words/rights.ts'
import type { Reason } from '../../../server/roles/explaining.ts'
import { ApiError, call } from '../../api.ts'
import { usePeople } from '../../queries.ts'
import { Floating } from '../../ui/Floating.tsx'
import { PickOne } from '../../ui/Pick.tsx'
import { useLanguage, useWords } from '../../words.ts'
import css from './RightsPart.module.css'

const explained = ['deals', 'contacts', 'companies'] as const
type Explained = (typeof explained)[number]
interface Found {
  record: Explained
  id: number
  name: string
}

/** What a person may do with a record, and what says so. */
export function ExplainBox({ anchor, onClose }: { anchor: RefObject<HTMLElement | null>; onClose(): void }) {
  const t = useWords()
  const language = useLanguage()
  const people = usePeople().filter(({ active }) => active)
  const [userId, setUserId] = useState<number | null>(null)
  const [action, setAction] = useState<Action>('see')
  const [found, setFound] = useState<Found | null>(null)
  const { data, error } = useQuery({
    queryKey: ['roles', 'explain', userId, action, found?.record, found?.id],
    enabled: userId !== null && found !== null,
    staleTime: 0,
    queryFn: ({ signal }) =>
      call('access.explain', { userId: userId!, record: found!.record, id: found!.id, action }, signal),
  })
  return (
    <Floating
      anchor={anchor}
      align="end"
      role="dialog"
      label={t('rights.explain')}
      className={css.popover}
      onClose={onClose}
    >
      <h2>{t('rights.explain')}</h2>
      <div className={css.question}>
        <select
          className="input"
          value={userId ?? ''}
          aria-label={t('rights.explain.person')}
          onChange={(event) => setUserId(Number(event.target.value) || null)}
        >
          <option value="">{t('rights.explain.person')}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <select
          className="input"
          value={action}
          aria-label={t('rights.explain.action')}
          onChange={(event) => setAction(event.target.value as Action)}
        >
          {grantable(found?.record ?? 'deals').map((one) => (
            <option key={one} value={one}>
              {actionWords[one][language]}
            </option>
          ))}
        </select>
      </div>
      <FindRecord found={found} onFound={setFound} />
      {error instanceof ApiError && (
        <p className="problem" role="alert">
          {error.message}
        </p>
      )}
      {data && (
        <div aria-live="polite">
          <p className={css.verdict}>
            <span className={data.may ? css.yes : css.never}>
              {data.may ? <IconCheck size={14} aria-hidden /> : <IconLock size={14} aria-hidden />}
              {t(data.may ? 'rights.explain.may' : 'rights.explain.mayNot')}
            </span>
            {data.stage && <span className="t2">{t('rights.explain.stage', { name: data.stage.name })}</span>}
          </p>
          <ul className={css.reasons}>
            {data.reasons.map((reason, i) => (
              <li key={i}>
                {reason.reaches ? (
                  <IconCheck size={16} stroke={1.75} aria-hidden className={css.good} />
                ) : (
                  <IconX size={16} stroke={1.75} aria-hidden className={css.bad} />
                )}
                <Because reason={reason} />
                <span className="t3">{reason.by === 'role' && rangeWords[reason.range][language]}</span>
              </li>
            ))}
            {!data.reasons.length && <li className="t2">{t('rights.explain.noRole')}</li>}
          </ul>
          {data.others.length > 0 && (
            <p className="t2">{t('rights.explain.others', { names: data.others.join(', ') })}</p>
          )}
        </div>
      )}
      <footer>
        <button type="button" className="btn line" onClick={onClose}>
          {t('close')}
        </button>
      </footer>
    </Floating>
  )
}

function Because({ reason: { by, role, through, place } }: { reason: Reason }) {
  const t = useWords()
  const words = { role: role ?? '', through: through ?? '' }
  return (
    <span>
      {by === 'role' ? t(`rights.because.${place}`, words) : t(`rights.because.${by}`, words)}
      {through !== null && <span className="t3"> {t('rights.because.through', words)}</span>}
    </span>
  )
}

/** A deal or a client, found by typing. */
function FindRecord({ found, onFound }: { found: Found | null; onFound(found: Found | null): void }) {
  const t = useWords()
  const [text, setText] = useState('')
  const [typing, setTyping] = useState(false)
  const { data, isFetching } = useQuery({
    queryKey: ['deals', 'find', 'explain', text],
    enabled: text.trim().length > 0,
    queryFn: ({ signal }) => call('search.find', { text, limit: 8 }, signal),
  })
  const hits = (data ?? []).filter((hit): hit is typeof hit & { record: Explained } =>
    explained.some((record) => record === hit.record),
  )
  if (!typing)
    return (
      <button type="button" className={`input ${css.found ?? ''}`} onClick={() => setTyping(true)}>
        <span className={`cut ${found ? '' : 't3'}`}>{found?.name ?? t('rights.explain.record')}</span>
      </button>
    )
  return (
    <PickOne
      label={t('rights.explain.record')}
      placeholder={t('rights.explain.record')}
      value={null}
      text={text}
      onText={setText}
      loading={isFetching}
      options={hits.map(({ record, id, name }) => ({
        id: `${record} ${String(id)}`,
        name,
        note: t(`rights.record.${record}`),
      }))}
      onPick={(option) => {
        const hit = hits.find(({ record, id }) => `${record} ${String(id)}` === option?.id)
        if (hit) onFound({ record: hit.record, id: hit.id, name: hit.name })
        setTyping(false)
      }}
      onCancel={() => setTyping(false)}
    />
  )
}
