import { IconArrowsExchange } from '@tabler/icons-react'
import { useState } from 'react'
import type { Handover } from '../../../server/users/handover.ts'
import { call } from '../../api.ts'
import { tried } from '../../asking.ts'
import { useFormat } from '../../format.ts'
import { useWords } from '../../words.ts'
import css from './LeaveBox.module.css'
import { Box } from './Panel.tsx'
import { refreshPeople, type Person } from './teamData.ts'

const day = 24 * 3_600_000

/** Where the records of somebody went: how far they are on their way, what became of it, and the way back. */
export function HandoverBox({ handover, people }: { handover: Handover; people: readonly Person[] }) {
  const t = useWords()
  const format = useFormat()
  const [busy, setBusy] = useState(false)
  const { state, done, total, kept, problem, createdAt } = handover
  const words = {
    done: format.number(String(done)),
    total: format.number(String(total)),
    heir: people.find(({ id }) => id === handover.heirId)?.name ?? '',
    when: format.moment(createdAt),
    problem: problem ?? '',
  }
  const ended = state === 'undone' ? done - kept : done
  const counted = { ...words, done: ended, shown: format.number(String(ended)) }
  const moving = state === 'running' || state === 'undoing'
  const canGoBack = (state === 'done' || state === 'failed') && Date.now() - Date.parse(createdAt) < day
  async function back() {
    setBusy(true)
    await tried(async () => {
      await call('users.takeBack', { id: handover.id })
      await refreshPeople()
    })
    setBusy(false)
  }
  return (
    <Box title={t('team.hand.title.log')} icon={<IconArrowsExchange size={16} stroke={1.75} aria-hidden />}>
      {moving ? (
        <>
          <p role="status">{t(state === 'running' ? 'team.hand.running' : 'team.hand.undoing', words)}</p>
          <div
            className={css.bar}
            role="progressbar"
            aria-label={t('team.hand.title.log')}
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={done}
          >
            <i style={{ width: `${String(total ? (done / total) * 100 : 0)}%` }} />
          </div>
        </>
      ) : state === 'failed' ? (
        <p className="problem">{t('team.hand.failed', words)}</p>
      ) : (
        <p>
          {t(state === 'undone' ? 'team.hand.undone' : 'team.hand.ended', counted)}{' '}
          {kept > 0 && t('team.hand.kept', { count: kept })}
        </p>
      )}
      {canGoBack && (
        <>
          <div>
            <button type="button" className="btn line" disabled={busy} onClick={() => void back()}>
              {t('team.hand.undo')}
            </button>
          </div>
          <p className="t3">{t('team.hand.undo.hint')}</p>
        </>
      )}
    </Box>
  )
}
