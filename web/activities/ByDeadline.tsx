import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormat } from '../format.ts'
import { useMe } from '../queries.ts'
import { addDays, startOfWeek } from '../records/days.ts'
import { useWords } from '../words.ts'
import { ActivityRow, toggle } from './ActivityRow.tsx'
import type { Activity } from './activityData.ts'
import { carriedId, carries, placeAt } from './placing.ts'
import { stateOf } from './when.ts'
import css from './ByDeadline.module.css'

const columns = ['overdue', 'today', 'tomorrow', 'week', 'later'] as const
type Column = (typeof columns)[number]

/** All that is to be done in columns by deadline; dragged into another column it is due then. */
export function ByDeadline({ own, onOpen }: { own: UseQueryResult<Activity[]>; onOpen(activity: Activity): void }) {
  const t = useWords()
  const format = useFormat()
  const weekStart = useMe()?.company.weekStart ?? 1
  const [finished, setFinished] = useState<{ activity: Activity; column: Column } | null>(null)
  const [over, setOver] = useState<Column | null>(null)
  const now = format.today()
  const sunday = addDays(startOfWeek(now, weekStart), 6)
  const rows = own.data ?? []
  const columnOf = (one: Activity): Column => {
    const state = stateOf(one, format)
    if (state === 'overdue' || state === 'today') return state
    const day = one.day ?? format.dayOf(one.deadline)
    return day === addDays(now, 1) ? 'tomorrow' : day <= sunday ? 'week' : 'later'
  }
  /** the day that a column stands for */
  const dayOf: Record<Column, string | null> = {
    overdue: null,
    today: now,
    tomorrow: addDays(now, 1),
    week: sunday > addDays(now, 1) ? sunday : null,
    later: addDays(sunday, 1),
  }
  const finish = async (activity: Activity, column: Column) => {
    const after = await toggle(activity, (title) => t('activity.finished', { title }))
    setFinished(after?.finishedAt ? { activity: after, column } : null)
  }
  return (
    <div
      className={css.board}
      aria-busy={own.isPending}
      tabIndex={0}
      role="group"
      aria-label={t('activities.view.deadline')}
    >
      {columns.map((column) => {
        const open = rows.filter((one) => columnOf(one) === column && one.id !== finished?.activity.id)
        const here = finished?.column === column ? [finished.activity, ...open] : open
        const day = dayOf[column]
        return (
          <section
            key={column}
            className={`${css.column} ${over === column ? css.over : ''}`}
            aria-label={t(`activities.column.${column}`)}
            onDragOver={(event) => {
              if (!carries(event) || day === null) return
              event.preventDefault()
              setOver(column)
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => {
              event.preventDefault()
              setOver(null)
              const activity = rows.find(({ id }) => id === carriedId(event))
              if (activity && day !== null)
                void placeAt([{ activity, to: { day } }], t('activities.moved', { when: format.day(day) }))
            }}
          >
            <h2>
              {t(`activities.column.${column}`)} <span className="t3 num">{open.length}</span>
            </h2>
            <ul>
              {here.map((activity) => (
                <ActivityRow
                  key={activity.id}
                  drags
                  slim
                  activity={activity}
                  told
                  asks={activity.id === finished?.activity.id}
                  onFinish={(one) => void finish(one, column)}
                  onOpen={onOpen}
                  onSettled={() => setFinished(null)}
                />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}
