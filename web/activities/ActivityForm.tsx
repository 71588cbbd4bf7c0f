import { IconPlus, IconTrash, IconX } from '@tabler/icons-react'
import { useId, useState, type FormEvent } from 'react'
import { activityKinds, bindings, priorities, type ActivityKind, type CheckItem } from '../../model/activities.ts'
import type { ApiError } from '../api.ts'
import { call } from '../api.ts'
import { doneWith, toldAtForm, tried, useSending } from '../asking.ts'
import { useMe, usePeople } from '../queries.ts'
import { addDays, momentAt, today } from '../records/days.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { WithReferences } from '../records/references.tsx'
import { anyRow, type AnyRow } from '../records/rows.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../words.ts'
import { changing, type Activity, type Bound, type NewActivity } from './activityData.ts'
import { kindIcons } from './marks.tsx'
import css from './ActivityForm.module.css'

/** What a form begins with: an activity, or what is known of a new one. */
export interface Start {
  activity?: Activity
  kind?: ActivityKind
  bound?: Bound
  /** the names of what it is bound to, by field */
  names?: Record<string, string[]>
  deadline?: string
  day?: string
  title?: string
}

interface Props {
  start: Start
  /** whether the person may change it; a new one he may */
  editable?: boolean
  onClose(): void
  onDone?(id: number): void
}

/** The window in which an activity is planned or changed. */
export function ActivityForm(props: Props) {
  const t = useWords()
  return (
    <Dialog
      label={t(props.start.activity ? 'activity.edit' : 'activity.new')}
      high
      className={css.window}
      onClose={props.onClose}
    >
      <WithReferences>
        <Fields {...props} />
      </WithReferences>
    </Dialog>
  )
}

const offered = [0, 15, 60, 1440]
const lengths = [15, 30, 45, 60, 90, 120, 240]
const linked = Object.keys(bindings) as (keyof typeof bindings)[]

function Fields({ start, editable = true, onClose, onDone }: Props) {
  const t = useWords()
  const me = useMe()
  const people = usePeople()
  const zone = me?.timeZone ?? 'UTC'
  const { activity } = start
  const about = useId()
  const sending = useSending()
  const [draft, setDraft] = useState(() => beginning(start, me?.id ?? 0, zone))
  const [wide, setWide] = useState(Boolean(activity))
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }))
  const row: AnyRow = anyRow({ ...draft, id: activity?.id ?? 0, version: activity?.version ?? 0 })
  const field = (name: string, wideField = false) => (
    <FieldRow
      key={name}
      record="activities"
      name={name}
      row={row}
      editable={editable}
      wide={wideField}
      onChange={(change) => {
        setDraft((before) => ({
          ...before,
          [name]: change.value,
          names: change.called === undefined ? before.names : { ...before.names, [name]: change.called },
        }))
        return Promise.resolve(null)
      }}
    />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    let made = 0
    void sending
      .send(async () => {
        const fields = inputOf(draft, zone)
        const written = await changing(
          activity
            ? call('activities.change', {
                id: activity.id,
                version: activity.version,
                fields: differing(fields, activity),
              })
            : call('activities.create', fields),
        )
        made = written.id
      })
      .then((done) => {
        if (!done) return
        onClose()
        onDone?.(made)
      })
  }
  const remove = async () => {
    if (!activity) return
    const done = await tried(() => changing(call('activities.remove', { id: activity.id })))
    if (!done) return
    onClose()
    doneWith(t('activity.removed', { title: activity.title }), () =>
      changing(call('activities.restore', { id: activity.id })),
    )
  }
  return (
    <form className={css.form} onSubmit={submit} noValidate data-activity-form>
      <header className={css.head}>
        <div className={css.kinds} role="group" aria-label={t('activity.kind')}>
          {activityKinds.map((kind) => {
            const Mark = kindIcons[kind]
            return (
              <button
                key={kind}
                type="button"
                className="btn"
                disabled={!editable}
                aria-pressed={draft.kind === kind}
                onClick={() => set({ kind })}
              >
                <Mark size={16} stroke={1.75} aria-hidden />
                {t(`value.${kind}`)}
              </button>
            )
          })}
        </div>
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      <div className={css.body}>
        <label className="field">
          <span>{t('activities.title')}</span>
          <input
            className="input"
            name="title"
            autoFocus
            readOnly={!editable}
            placeholder={t(`value.${draft.kind}`)}
            value={draft.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        </label>
        <div className={css.beside}>
          <label className="field">
            <span>{t('activity.date')}</span>
            <input
              className="input"
              type="date"
              name="date"
              required
              readOnly={!editable}
              value={draft.date}
              onChange={(event) => set({ date: event.target.value })}
            />
          </label>
          <label className="field">
            <span>{t('activity.time')}</span>
            <input
              className="input"
              type="time"
              name="time"
              readOnly={!editable}
              title={t('activity.time.hint')}
              value={draft.time}
              onChange={(event) => set({ time: event.target.value })}
            />
          </label>
          <label className="field">
            <span>{t('activity.duration')}</span>
            <select
              className="input"
              name="duration"
              disabled={!editable}
              value={draft.duration ?? ''}
              onChange={(event) => set({ duration: event.target.value === '' ? null : Number(event.target.value) })}
            >
              <option value="">{t('activity.duration.none')}</option>
              {[...new Set([...lengths, ...(draft.duration === null ? [] : [draft.duration])])]
                .sort((a, b) => a - b)
                .map((minutes) => (
                  <option key={minutes} value={minutes}>
                    {minutes >= 60 && minutes % 60 === 0
                      ? t('activity.hours', { count: minutes / 60 })
                      : t('activity.minutes', { count: minutes })}
                  </option>
                ))}
            </select>
          </label>
        </div>
        <label className="field">
          <span>{t('activities.ownerId')}</span>
          <select
            className="input"
            name="owner"
            disabled={!editable}
            value={draft.ownerId}
            onChange={(event) => set({ ownerId: Number(event.target.value) })}
          >
            {people
              .filter(({ id, active }) => active || id === draft.ownerId)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
        </label>
        <div className={css.remind} role="group" aria-label={t('activity.reminders')}>
          <span>{t('activity.reminders')}</span>
          {[...new Set([...offered, ...draft.reminders])]
            .sort((a, b) => a - b)
            .map((minutes) => (
              <button
                key={minutes}
                type="button"
                className={css.pill}
                disabled={!editable}
                aria-pressed={draft.reminders.includes(minutes)}
                onClick={() =>
                  set({
                    reminders: draft.reminders.includes(minutes)
                      ? draft.reminders.filter((one) => one !== minutes)
                      : [...draft.reminders, minutes],
                  })
                }
              >
                {minutes === 0
                  ? t('activity.remind.0')
                  : minutes % 1440 === 0
                    ? t('activity.remind.days', { count: minutes / 1440 })
                    : minutes % 60 === 0
                      ? t('activity.remind.hours', { count: minutes / 60 })
                      : t('activity.remind.minutes', { count: minutes })}
              </button>
            ))}
        </div>
        {wide ? (
          <>
            <label className="field">
              <span>{t('activities.priority')}</span>
              <select
                className="input"
                name="priority"
                disabled={!editable}
                value={draft.priority}
                onChange={(event) => set({ priority: event.target.value as Draft['priority'] })}
              >
                {priorities.map((one) => (
                  <option key={one} value={one}>
                    {t(`value.${one}`)}
                  </option>
                ))}
              </select>
            </label>
            <Checklist items={draft.checklist} editable={editable} onChange={(checklist) => set({ checklist })} />
            <dl>
              {field('participantIds')}
              {field('watcherIds')}
              {linked.map((name) => field(name))}
              {field('description', true)}
              {(activity?.finishedAt ?? null) !== null && field('result', true)}
            </dl>
          </>
        ) : (
          <button type="button" className={`btn ${css.more}`} aria-expanded={false} onClick={() => setWide(true)}>
            {t('activity.more')}
          </button>
        )}
        {sending.problem && <Problem id={about} problem={sending.problem} />}
      </div>
      {editable && (
        <footer className={css.foot}>
          {activity?.id !== undefined && (
            <button type="button" className="btn icon" aria-label={t('activity.remove')} onClick={() => void remove()}>
              <IconTrash size={16} stroke={1.75} aria-hidden />
            </button>
          )}
          <span className={css.push} />
          <button type="button" className="btn" onClick={onClose}>
            {t('activity.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={sending.busy || draft.date === ''}>
            {t(activity ? 'activity.save' : 'activity.create')}
          </button>
        </footer>
      )}
    </form>
  )
}

const Problem = ({ id, problem }: { id: string; problem: ApiError }) => (
  <p id={id} className="problem" role="alert" data-field={problem.field}>
    {toldAtForm(problem)}
  </p>
)

function Checklist({
  items,
  editable,
  onChange,
}: {
  items: readonly CheckItem[]
  editable: boolean
  onChange(items: CheckItem[]): void
}) {
  const t = useWords()
  const [text, setText] = useState('')
  const add = () => {
    if (!text.trim()) return
    onChange([...items, { text: text.trim(), done: false }])
    setText('')
  }
  return (
    <fieldset className={css.checklist} disabled={!editable}>
      <legend>{t('activity.checklist')}</legend>
      {items.map((item, i) => (
        <div key={`${String(i)} ${item.text}`} className={css.item}>
          <label>
            <input
              type="checkbox"
              checked={item.done}
              onChange={() => onChange(items.map((one, at) => (at === i ? { ...one, done: !one.done } : one)))}
            />
            <span className={item.done ? css.struck : ''}>{item.text}</span>
          </label>
          <button
            type="button"
            className="btn icon"
            aria-label={t('activity.checklist.remove', { text: item.text })}
            onClick={() => onChange(items.filter((_, at) => at !== i))}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </button>
        </div>
      ))}
      <div className={css.item}>
        <input
          className="input"
          aria-label={t('activity.checklist.add')}
          placeholder={t('activity.checklist.add')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <button type="button" className="btn icon" aria-label={t('activity.checklist.add')} onClick={add}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
        </button>
      </div>
    </fieldset>
  )
}

interface Draft {
  kind: ActivityKind
  title: string
  description: string | null
  date: string
  /** empty: any time of the day */
  time: string
  duration: number | null
  priority: (typeof priorities)[number]
  ownerId: number
  participantIds: number[]
  watcherIds: number[]
  checklist: CheckItem[]
  reminders: number[]
  dealIds: number[]
  contactIds: number[]
  companyIds: number[]
  result: string | null
  names: Record<string, string | string[]>
  hidden: string[]
}

function beginning({ activity, kind, bound, names, deadline, day, title }: Start, me: number, zone: string): Draft {
  const [due, whole] = activity ? [activity.deadline, activity.day] : [deadline ?? null, day ?? null]
  const [date, time] = whole ? [whole, ''] : due ? localOf(due, zone) : usual(zone)
  return {
    kind: activity?.kind ?? kind ?? 'task',
    title: activity?.title ?? title ?? '',
    description: activity?.description ?? null,
    date,
    time,
    duration: activity?.duration ?? null,
    priority: activity?.priority ?? 'normal',
    ownerId: activity?.ownerId ?? me,
    participantIds: activity?.participantIds ?? [],
    watcherIds: activity?.watcherIds ?? [],
    checklist: activity?.checklist ?? [],
    reminders: activity?.reminders ?? [15],
    dealIds: activity?.dealIds ?? bound?.dealIds ?? [],
    contactIds: activity?.contactIds ?? bound?.contactIds ?? [],
    companyIds: activity?.companyIds ?? bound?.companyIds ?? [],
    result: activity?.result ?? null,
    names: activity?.names ?? names ?? {},
    hidden: activity?.hidden ?? [],
  }
}

/** The day and the time of a moment, as the inputs of a browser take them. */
function localOf(moment: string, timeZone: string): [string, string] {
  const clock = new Intl.DateTimeFormat('sv', { timeZone, hour: '2-digit', minute: '2-digit' })
  return [today(timeZone, new Date(moment)), clock.format(new Date(moment))]
}

/** In three working days, by the full hour. */
function usual(zone: string): [string, string] {
  const [day, time] = localOf(new Date(Date.now() + 3_599_999).toISOString(), zone)
  let date = day
  for (let left = 3; left > 0;) {
    date = addDays(date, 1)
    if (![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())) left--
  }
  return [date, `${time.slice(0, 2)}:00`]
}

function inputOf(draft: Draft, zone: string): NewActivity {
  const { date, time, names: _names, hidden: _hidden, title, ...rest } = draft
  const due = time === '' ? { day: date } : { deadline: momentAt(date, time, zone) }
  return { ...rest, ...(title.trim() === '' ? {} : { title: title.trim() }), ...due }
}

/** What of a form differs from what was there: what others have changed meanwhile stays. */
function differing(fields: NewActivity, activity: Activity): NewActivity {
  const before = activity as unknown as Record<string, unknown>
  const same = (key: string, value: unknown) => JSON.stringify(before[key]) === JSON.stringify(value)
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => !same(key, value) && !(key === 'deadline' && near(before[key], value)),
    ),
  )
}
/** A minute of a form is the minute that it was. */
const near = (a: unknown, b: unknown) => String(a).slice(0, 16) === String(b).slice(0, 16)
