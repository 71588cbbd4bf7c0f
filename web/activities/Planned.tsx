import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { bindings, type Binding } from '../../model/activities.ts'
import { useWords } from '../words.ts'
import { ActivityForm, type Start } from './ActivityForm.tsx'
import { ActivityRow, toggle } from './ActivityRow.tsx'
import { plannedFor, type Activity } from './activityData.ts'
import css from './Planned.module.css'

interface Props {
  record: (typeof bindings)[Binding]
  id: number
  /** what the record is called */
  name: string
  /** whether the person may plan for it */
  editable: boolean
}
const keys = Object.fromEntries(Object.entries(bindings).map(([key, record]) => [record, key])) as Record<
  Props['record'],
  Binding
>

/** What is planned for a record: made, changed and ticked off here; what has just been done asks for the next step. */
export function Planned({ record, id, name, editable }: Props) {
  const t = useWords()
  const binding = keys[record]
  const planned = useQuery(plannedFor(binding, id))
  const [open, setOpen] = useState<Start | null>(null)
  const [finished, setFinished] = useState<Activity | null>(null)
  const rows = planned.data?.filter((one) => one.id !== finished?.id) ?? []
  const finish = async (activity: Activity) => {
    const after = await toggle(activity, (title) => t('activity.finished', { title }))
    setFinished(after?.finishedAt ? after : null)
  }
  return (
    <section aria-label={t('activity.planned')} className={css.planned} data-planned>
      <header className={css.head}>
        <h3>{t('activity.planned')}</h3>
        {editable && (
          <button
            type="button"
            className="btn"
            aria-label={t('activity.add.label')}
            aria-haspopup="dialog"
            onClick={() => setOpen({ bound: { [binding]: [id] }, names: { [binding]: [name] } })}
          >
            <IconPlus size={16} stroke={1.75} aria-hidden />
            {t('activity.add')}
          </button>
        )}
      </header>
      {planned.isError && (
        <p role="alert" className="t2">
          {t('activity.planned.failed')}{' '}
          <button type="button" className="btn line" onClick={() => void planned.refetch()}>
            {t('error.again')}
          </button>
        </p>
      )}
      <ul>
        {[...(finished ? [finished] : []), ...rows].map((activity) => (
          <ActivityRow
            key={activity.id}
            activity={activity}
            asks={activity.id === finished?.id}
            onFinish={(one) => void finish(one)}
            onOpen={(one) => setOpen({ activity: one })}
            onSettled={() => setFinished(null)}
          />
        ))}
      </ul>
      {open && <ActivityForm start={open} onClose={() => setOpen(null)} />}
    </section>
  )
}
