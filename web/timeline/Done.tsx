import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { ActivityForm } from '../activities/ActivityForm.tsx'
import { oneActivity } from '../activities/activityData.ts'
import { kindIcons } from '../activities/marks.tsx'
import { useReferences } from '../records/references.tsx'
import { useWords } from '../words.ts'
import { SaidText } from './SaidText.tsx'
import type { ActivityEntry } from './timelineData.ts'
import css from './Timeline.module.css'

/** What was planned and has been done, with what came of it; by its title it is opened. */
export function Done({ entry, chip, time }: { entry: ActivityEntry; chip: ReactNode; time: ReactNode }) {
  const t = useWords()
  const { person } = useReferences()
  const [open, setOpen] = useState(false)
  const { of, title, result } = entry.activity
  const Icon = kindIcons[of ?? 'todo']
  return (
    <li className={css.entry} data-done={entry.id}>
      <span className={`${css.icon} ${css.done}`}>
        <Icon size={14} stroke={1.9} aria-hidden />
      </span>
      <div className={css.what}>
        <span className={css.line}>
          <b>{(entry.actorId === null ? undefined : person(entry.actorId)?.name) ?? t('history.system')}</b>
          <span className="t2">{t(`timeline.done.${of ?? 'other'}`)}</span>
          {title !== null && (
            <button type="button" className={css.title} aria-haspopup="dialog" onClick={() => setOpen(true)}>
              {title}
            </button>
          )}
          {chip}
        </span>
        {result !== null && (
          <div className={css.said}>
            <SaidText text={result} />
          </div>
        )}
      </div>
      <span className={css.end}>{time}</span>
      {open && <Opened id={entry.id} onClose={() => setOpen(false)} />}
    </li>
  )
}

function Opened({ id, onClose }: { id: number; onClose(): void }) {
  const { data } = useQuery(oneActivity(id))
  return data ? (
    <ActivityForm key={data.version} start={{ activity: data }} editable={data.may.edit} onClose={onClose} />
  ) : null
}
