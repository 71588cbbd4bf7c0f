import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormat } from '../format.ts'
import { useMe } from '../queries.ts'
import { addDays, momentAt } from '../records/days.ts'
import { useWords } from '../words.ts'
import { ActivityRow, toggle } from './ActivityRow.tsx'
import type { Activity } from './activityData.ts'
import { stateClass, StateMark } from './marks.tsx'
import { placeAt, type Place } from './placing.ts'
import { stateOf, type ActivityState } from './when.ts'
import css from './MyDay.module.css'

interface Props {
  own: UseQueryResult<Activity[]>
  onOpen(activity: Activity): void
}
const groups = ['overdue', 'today', 'planned'] as const satisfies readonly ActivityState[]

/** What is overdue, due today and later, ticked off where it stands. */
export function MyDay({ own, onOpen }: Props) {
  const t = useWords()
  const format = useFormat()
  const zone = useMe()?.timeZone ?? 'UTC'
  const [finished, setFinished] = useState<{ activity: Activity; group: ActivityState } | null>(null)
  const rows = own.data ?? []
  const finish = async (activity: Activity, group: ActivityState) => {
    const after = await toggle(activity, (title) => t('activity.finished', { title }))
    setFinished(after?.finishedAt ? { activity: after, group } : null)
  }
  const tomorrow = (activity: Activity): Place => {
    const day = addDays(format.today(), 1)
    if (activity.day) return { day }
    const clock = new Intl.DateTimeFormat('sv', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    return { deadline: momentAt(day, clock.format(new Date(activity.deadline)), zone) }
  }
  const empty = own.isSuccess && !rows.length && !finished
  return (
    <section className={css.day} aria-label={t('activities.mine')} aria-busy={own.isPending}>
      {own.isError && (
        <p role="alert" className={css.hint}>
          {t('activity.planned.failed')}{' '}
          <button type="button" className="btn line" onClick={() => void own.refetch()}>
            {t('error.again')}
          </button>
        </p>
      )}
      {empty && (
        <div className={css.hint}>
          <h2>{t('activities.empty')}</h2>
          <p>{t('activities.empty.hint')}</p>
        </div>
      )}
      {groups.map((group) => {
        const open = rows.filter((one) => stateOf(one, format) === group && one.id !== finished?.activity.id)
        const here = finished?.group === group ? [finished.activity, ...open] : open
        if (!here.length) return null
        return (
          <section key={group} aria-label={t(`activities.group.${group}`)} data-group={group}>
            <header className={css.head}>
              <h2 className={stateClass(group)}>
                <StateMark state={group} size={16} />
                {t(`activities.group.${group}`)} <span className="t3 num">{open.length}</span>
              </h2>
              {group === 'overdue' && open.length > 0 && (
                <button
                  type="button"
                  className="btn"
                  onClick={() =>
                    void placeAt(
                      open.map((activity) => ({ activity, to: tomorrow(activity) })),
                      t('activities.moved.many', { count: open.length }),
                    )
                  }
                >
                  {t('activities.allTomorrow')}
                </button>
              )}
            </header>
            <ul>
              {here.map((activity) => (
                <ActivityRow
                  key={activity.id}
                  drags
                  activity={activity}
                  told
                  asks={activity.id === finished?.activity.id}
                  onFinish={(one) => void finish(one, group)}
                  onOpen={onOpen}
                  onSettled={() => setFinished(null)}
                />
              ))}
            </ul>
          </section>
        )
      })}
    </section>
  )
}
