import { useState, type FormEvent } from 'react'
import { activityKinds } from '../../model/activities.ts'
import { call } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import { useFormat } from '../format.ts'
import { useWords } from '../words.ts'
import { ActivityForm, type Start } from './ActivityForm.tsx'
import { changing, type Activity } from './activityData.ts'
import { kindIcons, KindMark, stateClass } from './marks.tsx'
import { carried } from './placing.ts'
import { stateOf, whenOf } from './when.ts'
import css from './ActivityRow.module.css'

interface Props {
  activity: Activity
  /** with the names of what it is about */
  told?: boolean
  /** when it is due stands below, where there is little room */
  slim?: boolean
  /** may be dragged to another time */
  drags?: boolean
  /** whether the next step is being asked for */
  asks: boolean
  onFinish(activity: Activity): void
  onOpen(activity: Activity): void
  onSettled(): void
}

/** An activity in a list: ticked off where it stands, and then asked what comes next. */
export function ActivityRow({
  activity,
  told = false,
  slim = false,
  drags = false,
  asks,
  onFinish,
  onOpen,
  onSettled,
}: Props) {
  const t = useWords()
  const format = useFormat()
  const state = stateOf(activity, format)
  const done = activity.checklist.filter((item) => item.done).length
  const { title } = activity
  return (
    <li
      className={`${css.entry} ${slim ? css.slim : ''}`}
      data-activity={activity.id}
      data-state={state}
      {...(drags ? carried(activity) : {})}
    >
      <div className={css.row}>
        <label className={css.tick}>
          <input
            type="checkbox"
            checked={state === 'done'}
            aria-label={t(state === 'done' ? 'activity.reopen' : 'activity.finish', { title })}
            onChange={() => onFinish(activity)}
          />
        </label>
        <KindMark kind={activity.kind} state={state} />
        <div className={css.what}>
          <button
            type="button"
            className={`${css.title} ${state === 'done' ? css.struck : ''}`}
            onClick={() => onOpen(activity)}
          >
            {title}
          </button>{' '}
          {activity.checklist.length > 0 && (
            <span className="t3 num">{t('activity.checklist.of', { done, all: activity.checklist.length })}</span>
          )}
          {told && <About activity={activity} />}
          {state === 'done' && activity.result !== null && (
            <p className={css.about}>{t('activity.result.said', { text: activity.result })}</p>
          )}
        </div>
        <span className={`${css.when} num ${stateClass(state)}`}>
          {state === 'overdue' && <span className="hidden-text">{t('activity.state.overdue')} </span>}
          {whenOf(activity, format)}
        </span>
      </div>
      {asks && <NextStep activity={activity} onSettled={onSettled} />}
    </li>
  )
}

/** The names of what an activity is about. */
function About({ activity }: { activity: Activity }) {
  const names = (['dealIds', 'companyIds', 'contactIds'] as const).flatMap(
    (key) => (activity.names[key] as string[] | undefined) ?? [],
  )
  return names.length ? <p className={css.about}>{names.join(' · ')}</p> : null
}

/** Says what came of it, and plans what comes next for the same records. */
function NextStep({ activity, onSettled }: { activity: Activity; onSettled(): void }) {
  const t = useWords()
  const [result, setResult] = useState(activity.result ?? '')
  const [start, setStart] = useState<Start | null>(null)
  const keep = async () => {
    const text = result.trim() || null
    if (text === activity.result) return
    await tried(() => changing(call('activities.change', { id: activity.id, fields: { result: text } })))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void keep()
  }
  const { dealIds, contactIds, companyIds, names } = activity
  return (
    <form className={css.next} onSubmit={submit} data-next>
      <div className={css.said}>
        <input
          className="input"
          name="result"
          aria-label={t('activity.result')}
          placeholder={t('activity.result')}
          value={result}
          onChange={(event) => setResult(event.target.value)}
        />
        <button type="submit" className="btn line">
          {t('activity.result.save')}
        </button>
      </div>
      <div className={css.choices} role="group" aria-label={t('activity.next')}>
        <span>{t('activity.next')}</span>
        {activityKinds.map((kind) => {
          const Mark = kindIcons[kind]
          return (
            <button
              key={kind}
              type="button"
              className="btn line"
              onClick={() => {
                void keep()
                setStart({
                  kind,
                  bound: { dealIds, contactIds, companyIds },
                  names: names as Record<string, string[]>,
                })
              }}
            >
              <Mark size={16} stroke={1.75} aria-hidden />
              {t(`value.${kind}`)}
            </button>
          )
        })}
        <button
          type="button"
          className="btn"
          onClick={() => {
            void keep()
            onSettled()
          }}
        >
          {t('activity.next.none')}
        </button>
      </div>
      {start && <ActivityForm start={start} onClose={() => setStart(null)} onDone={onSettled} />}
    </form>
  )
}

/** Ticks an activity off, or takes that back. Gives it as it is then; null if it was refused. */
export async function toggle(activity: Activity, said: (title: string) => string): Promise<Activity | null> {
  let after: Activity | null = null
  const { id, finishedAt } = activity
  await tried(async () => {
    after = await changing(finishedAt ? call('activities.reopen', { id }) : call('activities.finish', { id }))
  })
  if (after && !finishedAt) doneWith(said(activity.title), () => changing(call('activities.reopen', { id })))
  return after
}
