import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ownCountQuery, useMe } from '../queries.ts'
import { WithReferences } from '../records/references.tsx'
import { PageHead } from '../shell/PageHead.tsx'
import { useNarrow } from '../ui/narrow.ts'
import { useWords } from '../words.ts'
import { ActivityForm, type Start } from './ActivityForm.tsx'
import { oneActivity, ownOpen, type Activity } from './activityData.ts'
import { ByDeadline } from './ByDeadline.tsx'
import { Calendar } from './Calendar.tsx'
import { MyDay } from './MyDay.tsx'
import { activityViews, useActivitiesView } from './view.ts'
import css from './ActivitiesPage.module.css'

/** What a person has to do: his day beside the calendar, or all of it by deadline. */
export function ActivitiesPage() {
  const t = useWords()
  const me = useMe()
  const narrow = useNarrow()
  const view = useActivitiesView()
  const [start, setStart] = useState<Start | null>(null)
  const count = useQuery(ownCountQuery).data
  const own = useQuery({ ...ownOpen(me?.id ?? 0), enabled: me !== undefined })
  const opened = useQuery({ ...oneActivity(view.open ?? 0), enabled: view.open !== undefined })
  const shown = view.view ?? 'week'
  const open = (activity: Activity) => view.set({ open: activity.id })
  return (
    <WithReferences>
      <div className={css.page}>
        <PageHead
          action={
            <button
              type="button"
              className="btn primary"
              aria-label={t('activity.add.label')}
              aria-haspopup="dialog"
              onClick={() => setStart({})}
            >
              <IconPlus size={16} stroke={1.75} aria-hidden />
              <span className={css.add}>{t('activity.add')}</span>
            </button>
          }
        >
          <h1 className={css.title}>{t('activities.mine')}</h1>
          {count && <span className={`t2 num ${css.counts}`}>{t('activities.counts', { ...count })}</span>}
          <div className={css.views} role="group" aria-label={t('activities.views')}>
            {activityViews.map((one) => (
              <button
                key={one}
                type="button"
                className="btn"
                aria-pressed={one === shown}
                onClick={() => view.set({ view: one })}
              >
                {t(`activities.view.${one}`)}
              </button>
            ))}
          </div>
        </PageHead>
        {shown === 'deadline' ? (
          <ByDeadline own={own} onOpen={open} />
        ) : (
          <div className={css.body}>
            <MyDay own={own} onOpen={open} />
            {(!narrow || view.view !== undefined) && (
              <Calendar view={shown} own={own.data} onOpen={open} onPlan={setStart} />
            )}
          </div>
        )}
        {start && <ActivityForm start={start} onClose={() => setStart(null)} />}
        {view.open !== undefined && opened.data?.id === view.open && (
          <ActivityForm
            key={opened.data.id}
            start={{ activity: opened.data }}
            editable={opened.data.may.edit}
            onClose={() => view.set({ open: undefined })}
          />
        )}
        {view.open !== undefined && opened.isError && (
          <p role="alert" className={css.gone}>
            {t('activities.gone')}{' '}
            <button type="button" className="btn line" onClick={() => view.set({ open: undefined })}>
              {t('close')}
            </button>
          </p>
        )}
      </div>
    </WithReferences>
  )
}
