import { IconUserOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Part } from '../../../server/users/handover.ts'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { useMe } from '../../queries.ts'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import css from './LeaveBox.module.css'
import { Box } from './Panel.tsx'
import { refreshPeople, type Person } from './teamData.ts'

const parts: readonly Part[] = ['openDeals', 'closedDeals', 'companies', 'contacts']

/** Switches a person off and asks who takes over; of somebody who is off already, hands over what is left. */
export function LeaveBox({ person, people }: { person: Person; people: readonly Person[] }) {
  const t = useWords()
  const me = useMe()
  const [heir, setHeir] = useState<number | 'nobody' | null>(null)
  const [left, setLeft] = useState<ReadonlySet<Part>>(new Set(['closedDeals']))
  const [busy, setBusy] = useState(false)
  const { data: has } = useQuery({
    queryKey: ['users', 'belongings', person.id],
    queryFn: () => call('users.belongings', { id: person.id }),
  })
  const heirs = people.filter(({ id, active }) => active && id !== person.id)
  const owned = has ? parts.filter((part) => has[part] > 0) : []
  const chosen = owned.filter((part) => !left.has(part))
  if (!person.active && !owned.length) return null
  if (person.active && person.id === me?.id) return <Refused reason={t('team.off.self')} />

  async function leave() {
    const heirId = heir === 'nobody' || !chosen.length ? null : heir
    setBusy(true)
    await tried(async () => {
      const { handover } = await call('users.deactivate', {
        id: person.id,
        heirId,
        parts: chosen,
      })
      await refreshPeople()
      const words = {
        name: person.name,
        count: handover?.done ?? 0,
        heir: people.find(({ id }) => id === heirId)?.name ?? '',
      }
      // While it goes on in the background, the panel says how far it is.
      if (handover?.state === 'running') return
      const text = handover
        ? t(person.active ? 'team.off.done.handed' : 'team.hand.done', words)
        : t('team.off.done', words)
      toast(text, { action: { name: t('undo'), run: () => void back(handover?.id) } })
    })
    setBusy(false)
  }
  const back = (handoverId: number | undefined) =>
    tried(async () => {
      if (handoverId === undefined) await call('users.change', { id: person.id, fields: { active: true } })
      else await call('users.takeBack', { id: handoverId })
      await refreshPeople()
      toast(t('undone'))
    })
  const asked = owned.length > 0
  const title = t(person.active ? 'team.off.title' : 'team.hand.title')
  return (
    <Box title={title} icon={<IconUserOff size={16} stroke={1.75} aria-hidden />}>
      {person.active && <p>{t('team.off.text')}</p>}
      {has && !asked && <p>{t('team.off.nothing')}</p>}
      {has && asked && (
        <>
          <label className="field">
            <span>{t('team.off.heir')}</span>
            <select
              className="input"
              value={heir ?? ''}
              onChange={(event) =>
                setHeir(event.target.value === 'nobody' ? 'nobody' : Number(event.target.value) || null)
              }
            >
              <option value="">{t('team.off.heir.choose')}</option>
              {heirs.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
              {person.active && <option value="nobody">{t('team.off.heir.nobody')}</option>}
            </select>
          </label>
          {heir !== 'nobody' && (
            <fieldset className={css.parts}>
              <legend>{t('team.off.what')}</legend>
              {owned.map((part) => (
                <label key={part}>
                  <input
                    type="checkbox"
                    checked={!left.has(part)}
                    onChange={(event) =>
                      setLeft(new Set(parts.filter((one) => (one === part ? !event.target.checked : left.has(one)))))
                    }
                  />
                  {t(`team.off.${part}`, { count: has[part] })}
                </label>
              ))}
            </fieldset>
          )}
        </>
      )}
      <div>
        <button
          type="button"
          className="btn line"
          disabled={busy || !has || (asked && heir === null) || (!person.active && !chosen.length)}
          onClick={() => void leave()}
        >
          {t(person.active ? 'team.off.button' : 'team.hand.button')}
        </button>
      </div>
    </Box>
  )
}

function Refused({ reason }: { reason: string }) {
  const t = useWords()
  return (
    <Box title={t('team.off.title')} icon={<IconUserOff size={16} stroke={1.75} aria-hidden />}>
      <p>{reason}</p>
    </Box>
  )
}
