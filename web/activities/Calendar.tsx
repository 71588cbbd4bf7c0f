import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type CSSProperties, type DragEvent, type ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { useMe } from '../queries.ts'
import { addDays, addMonths, endOfDay, momentAt, startOfDay, startOfWeek, weeksOf } from '../records/days.ts'
import { useWritten } from '../records/written.ts'
import { useWords } from '../words.ts'
import type { Start } from './ActivityForm.tsx'
import { ownBetween, type Activity } from './activityData.ts'
import { KindMark } from './marks.tsx'
import { carried, carriedId, carries, placeAt, type Place } from './placing.ts'
import { useActivitiesView } from './view.ts'
import { stateOf } from './when.ts'
import css from './Calendar.module.css'

interface Props {
  view: 'day' | 'week' | 'month'
  /** what else may be dragged here */
  own: readonly Activity[] | undefined
  onOpen(activity: Activity): void
  onPlan(start: Start): void
}

/** A day, a week or a month of one's activities. Whatever is dragged to another place is put to another time. */
export function Calendar({ view, own = none, onOpen, onPlan }: Props) {
  const t = useWords()
  const format = useFormat()
  const written = useWritten()
  const me = useMe()
  const { at, set } = useActivitiesView()
  const zone = me?.timeZone ?? 'UTC'
  const weekStart = me?.company.weekStart ?? 1
  const now = format.today()
  const day = at ?? now
  const days =
    view === 'day'
      ? [day]
      : view === 'week'
        ? Array.from({ length: 7 }, (_, i) => addDays(startOfWeek(day, weekStart), i))
        : weeksOf(day, weekStart).flat()
  const [from, to] = [startOfDay(days[0]!, zone), endOfDay(days.at(-1)!, zone)]
  const { data = none } = useQuery({
    ...ownBetween(me?.id ?? 0, from, to),
    enabled: me !== undefined,
    placeholderData: keepPreviousData,
  })
  const on = Map.groupBy(data, (one) => one.day ?? format.dayOf(one.deadline))
  const put = (id: number, place: Place) => {
    const activity = [...data, ...own].find((one) => one.id === id)
    const said = 'day' in place ? format.day(place.day) : format.moment(place.deadline)
    if (activity) void placeAt([{ activity, to: place }], t('activities.moved', { when: said }))
  }
  const turn = (by: number) =>
    set({ at: view === 'month' ? addMonths(day, by) : addDays(day, view === 'week' ? 7 * by : by) })
  const title =
    view === 'month'
      ? written.month(day)
      : view === 'day'
        ? written.day(day)
        : `${written.day(days[0]!)} – ${written.day(days[6]!)}`
  return (
    <section className={css.calendar} aria-label={t('activities.calendar')}>
      <header className={css.head}>
        <button type="button" className="btn line" onClick={() => set({ at: undefined })}>
          {t('activities.today')}
        </button>
        <button type="button" className="btn icon" aria-label={t('activities.before')} onClick={() => turn(-1)}>
          <IconChevronLeft size={16} stroke={1.75} aria-hidden />
        </button>
        <button type="button" className="btn icon" aria-label={t('activities.after')} onClick={() => turn(1)}>
          <IconChevronRight size={16} stroke={1.75} aria-hidden />
        </button>
        <h2>{title}</h2>
      </header>
      {view === 'month' ? (
        <div className={css.month}>
          {days.map((one) => (
            <Drop
              key={one}
              className={`${css.cell} ${one.slice(0, 7) === day.slice(0, 7) ? '' : css.other}`}
              onDrop={(id) => put(id, { day: one })}
            >
              <button
                type="button"
                className={one === now ? css.now : css.date}
                aria-label={written.day(one)}
                onClick={() => set({ view: 'day', at: one })}
              >
                {Number(one.slice(8))}
              </button>
              {(on.get(one) ?? []).slice(0, mostOfDay).map((activity) => (
                <Entry key={activity.id} activity={activity} onOpen={onOpen} />
              ))}
              {(on.get(one)?.length ?? 0) > mostOfDay && (
                <span className="t3">{t('activities.moreOfDay', { count: on.get(one)!.length - mostOfDay })}</span>
              )}
            </Drop>
          ))}
        </div>
      ) : (
        <Week days={days} now={now} zone={zone} on={on} onOpen={onOpen} onPut={put} onPlan={onPlan} />
      )}
    </section>
  )
}
const none: Activity[] = []
const mostOfDay = 3

interface WeekProps {
  days: readonly string[]
  now: string
  zone: string
  on: ReadonlyMap<string, Activity[]>
  onOpen(activity: Activity): void
  onPut(id: number, place: Place): void
  onPlan(start: Start): void
}
const hour = 56
const step = 30

function Week({ days, now, zone, on, onOpen, onPut, onPlan }: WeekProps) {
  const t = useWords()
  const written = useWritten()
  const scroll = useRef<HTMLDivElement>(null)
  const clock = new Intl.DateTimeFormat('sv', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
  const minutesOf = (moment: string) => {
    const [h, m] = clock.format(new Date(moment)).split(':').map(Number)
    return h! * 60 + m!
  }
  const [minute, setMinute] = useState(() => minutesOf(new Date().toISOString()))
  useEffect(() => {
    if (scroll.current) scroll.current.scrollTop = 7.5 * hour
  }, [])
  useEffect(() => {
    const tick = setInterval(() => setMinute(minutesOf(new Date().toISOString())), 30_000)
    return () => clearInterval(tick)
  })
  const timeOf = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const columns = { gridTemplateColumns: `52px repeat(${String(days.length)}, minmax(0, 1fr))` }
  return (
    <div ref={scroll} className={css.scroll} tabIndex={0} role="group" aria-label={t('activities.calendar')}>
      <div className={css.top} style={columns}>
        <span className={css.corner}>{t('activity.anyTime')}</span>
        {days.map((day) => (
          <Drop key={day} anyTime className={css.column} onDrop={(id) => onPut(id, { day })}>
            <span className={day === now ? css.nowDay : css.weekday}>
              {written.weekday(day)} <b>{Number(day.slice(8))}</b>
            </span>
            {(on.get(day) ?? [])
              .filter((one) => one.day)
              .map((activity) => (
                <Entry key={activity.id} activity={activity} onOpen={onOpen} />
              ))}
          </Drop>
        ))}
      </div>
      <div className={css.hours} style={columns}>
        <div className={css.clock} aria-hidden>
          {Array.from({ length: 23 }, (_, i) => (
            <span key={i} style={{ top: (i + 1) * hour - 8 }}>
              {i + 1}:00
            </span>
          ))}
        </div>
        {days.map((day) => {
          const timed = (on.get(day) ?? []).filter((one) => !one.day)
          return (
            <Drop
              key={day}
              className={css.slots}
              onDrop={(id, y) => {
                const minutes = Math.min(24 * 60 - step, Math.max(0, Math.floor(((y / hour) * 60) / step) * step))
                onPut(id, { deadline: momentAt(day, timeOf(minutes), zone) })
              }}
              onDoubleClick={(y) =>
                onPlan({
                  deadline: momentAt(
                    day,
                    timeOf(Math.min(23 * 60 + 30, Math.floor(((y / hour) * 60) / step) * step)),
                    zone,
                  ),
                })
              }
            >
              {day === now && <i className={css.line} style={{ top: (minute / 60) * hour }} aria-hidden />}
              {lanes(timed.map((one) => ({ one, from: minutesOf(one.deadline) }))).map(({ one, from, lane, of }) => (
                <Entry
                  key={one.id}
                  activity={one}
                  onOpen={onOpen}
                  style={{
                    position: 'absolute',
                    top: (from / 60) * hour,
                    height: Math.max(24, (lengthOf(one) / 60) * hour - 2),
                    insetInlineStart: `calc(${String((100 * lane) / of)}% + 2px)`,
                    width: `calc(${String(100 / of)}% - 4px)`,
                  }}
                  time={clock.format(new Date(one.deadline))}
                />
              ))}
            </Drop>
          )
        })}
      </div>
    </div>
  )
}

const lengthOf = ({ duration }: Activity) => duration ?? step
type Timed = { one: Activity; from: number }
/** Stands what overlaps side by side. */
function lanes(timed: readonly Timed[]): (Timed & { lane: number; of: number })[] {
  const placed: (Timed & { lane: number; of: number })[] = []
  let group: typeof placed = []
  let until = -1
  const close = () => {
    const of = Math.max(1, ...group.map(({ lane }) => lane + 1))
    for (const one of group) one.of = of
    group = []
  }
  for (const one of timed.toSorted((a, b) => a.from - b.from)) {
    if (one.from >= until) close()
    const taken = new Set(
      group.filter((other) => other.from + Math.max(26, lengthOf(other.one)) > one.from).map(({ lane }) => lane),
    )
    let lane = 0
    while (taken.has(lane)) lane++
    const next = { ...one, lane, of: 1 }
    group.push(next)
    placed.push(next)
    until = Math.max(until, one.from + Math.max(26, lengthOf(one.one)))
  }
  close()
  return placed
}

function Entry({
  activity,
  time,
  style,
  onOpen,
}: {
  activity: Activity
  time?: string
  style?: CSSProperties
  onOpen(activity: Activity): void
}) {
  const t = useWords()
  const state = stateOf(activity, useFormat())
  return (
    <button
      type="button"
      className={`${css.entry} ${css[state] ?? ''}`}
      style={style}
      data-event-of={activity.id}
      title={activity.title}
      onClick={() => onOpen(activity)}
      {...carried(activity)}
    >
      <KindMark kind={activity.kind} state={state} />
      <span className={css.name}>
        <span className="hidden-text">{t(`activity.state.${state}`)} </span>
        {activity.title}
        {time !== undefined && lengthOf(activity) >= 60 && <small>{time}</small>}
      </span>
    </button>
  )
}

/** Where something may be dropped; tells how far from its top. */
function Drop({
  anyTime = false,
  className = '',
  children,
  onDrop,
  onDoubleClick,
}: {
  /** of a whole day */
  anyTime?: boolean
  className?: string | undefined
  children: ReactNode
  onDrop(id: number, y: number): void
  onDoubleClick?(y: number): void
}) {
  const [over, setOver] = useState(false)
  const y = (event: { clientY: number; currentTarget: Element }) =>
    event.clientY - event.currentTarget.getBoundingClientRect().top
  return (
    <div
      className={`${className} ${over ? css.over : ''}`}
      data-any-time={anyTime || undefined}
      onDragOver={(event: DragEvent) => {
        if (!carries(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        const id = carriedId(event)
        if (id > 0) onDrop(id, y(event))
      }}
      onDoubleClick={onDoubleClick && ((event) => event.target === event.currentTarget && onDoubleClick(y(event)))}
    >
      {children}
    </div>
  )
}
