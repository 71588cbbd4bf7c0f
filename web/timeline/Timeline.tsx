import { IconChevronDown, IconFilter } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { timelineKinds, type TimelineKind } from '../../model/timeline.ts'
import { told } from '../asking.ts'
import { useReferences } from '../records/references.tsx'
import type { AnyRow } from '../records/rows.ts'
import { End } from '../ui/End.tsx'
import { Menu } from '../ui/Menu.tsx'
import { useWords } from '../words.ts'
import { Comment } from './Comment.tsx'
import { Composer } from './Composer.tsx'
import { Done } from './Done.tsx'
import { Happened } from './History.tsx'
import { useKeptKind } from './kept.ts'
import { ahead } from './parts.ts'
import { useTimeline, useWantedEntry, type About, type Discussed, type Entry } from './timelineData.ts'
import css from './Timeline.module.css'

interface Props {
  record: Discussed
  row: AnyRow
  /** what the record is called */
  name: string
  editable: boolean
}

/** A record through time: what can be added, what is planned, what stands first, and what happened, newest first. */
export function Timeline({ record, row, name, editable: may }: Props) {
  const t = useWords()
  const { format, me } = useReferences()
  const about: About = { record, id: row.id, name }
  const [kept, keep] = useKeptKind(me?.id ?? 0)
  const entry = useWantedEntry()
  const [looked, setLooked] = useState(false)
  // What the address leads to is shown, whatever else the person usually looks at.
  const kind = entry !== undefined && !looked && kept !== 'comment' ? null : kept
  const timeline = useTimeline(about, kind)
  const pinned = timeline.data?.pages[0]?.pinned ?? []
  const past = timeline.data?.pages.flatMap(({ items }) => items) ?? []
  // What stands first does not stand in its place as well.
  const entries = past.filter(({ kind, id }) => !pinned.some((one) => one.kind === kind && one.id === id))
  const wanted = useWanted(
    entry,
    entries.length,
    timeline.hasNextPage && !timeline.isFetching,
    () => void timeline.fetchNextPage(),
  )
  const days = Map.groupBy(entries, ({ at }) => format.dayOf(at))
  const here = row['removedAt'] === null
  const editable = may && here
  const shown = { about, row, editable, wanted: entry }
  return (
    <div ref={wanted} className={css.timeline}>
      {editable && <Composer about={about} />}
      {here && ahead.map((Part, i) => <Part key={i} {...about} editable={editable} />)}
      <header className={css.head}>
        <h2>{t(record === 'deals' ? 'timeline.title' : 'timeline.ofClient')}</h2>
        <Filter
          kind={kind}
          onKind={(next) => {
            setLooked(true)
            keep(next)
          }}
        />
      </header>
      {timeline.isPending ? (
        <Ghosts />
      ) : timeline.isError && !past.length ? (
        <p className={css.failed} role="alert">
          {t('timeline.failed')}. {told(timeline.error)}
          <button type="button" className="btn line" onClick={() => void timeline.refetch()}>
            {t('error.again')}
          </button>
        </p>
      ) : (
        <>
          {pinned.length > 0 && (
            <section data-pinned>
              <h3>{t('timeline.pinned')}</h3>
              <ol>
                {pinned.map((one) => (
                  <Shown key={`${one.kind} ${String(one.id)}`} entry={one} pinned {...shown} />
                ))}
              </ol>
            </section>
          )}
          {!past.length && <p className="t3">{t(kind === null ? 'timeline.empty' : 'timeline.empty.kind')}</p>}
          {[...days].map(([day, list]) => (
            <section key={day}>
              <h3>{format.day(day)}</h3>
              <ol>
                {list.map((one) => (
                  <Shown key={`${one.kind} ${String(one.id)}`} entry={one} pinned={false} {...shown} />
                ))}
              </ol>
            </section>
          ))}
          {timeline.hasNextPage && (
            <End key={past.length} onSeen={() => !timeline.isFetching && void timeline.fetchNextPage()} />
          )}
        </>
      )}
    </div>
  )
}

interface ShownProps {
  about: About
  row: AnyRow
  editable: boolean
  entry: Entry
  /** the entry that the address names */
  wanted: string | undefined
  /** stands first */
  pinned: boolean
}

function Shown({ about, row, editable, entry, wanted, pinned }: ShownProps) {
  const { format } = useReferences()
  const own = entry.of.name === null
  const chip = !own && (
    <Link className={css.chip} to="/deals/$id" params={{ id: String(entry.recordId) }}>
      <span className="cut">{entry.of.name}</span>
    </Link>
  )
  const time = (
    <time dateTime={entry.at} title={format.moment(entry.at)}>
      {pinned ? format.moment(entry.at) : format.time(entry.at)}
    </time>
  )
  if (entry.kind === 'comment')
    return (
      <Comment
        about={about}
        entry={entry}
        editable={editable}
        pinned={pinned}
        wanted={wanted === `comment-${String(entry.id)}`}
        chip={chip}
        time={time}
      />
    )
  if (entry.kind === 'activity') return <Done entry={entry} chip={chip} time={time} />
  const { id, at, actorId, recordId } = entry
  // It is one of those that have a timeline.
  const record = entry.record as Discussed
  // What it was about then is told with it; the rest of another record is not at hand.
  const shownRow = own ? row : { id: recordId, version: 0, currency: entry.of.currency, names: {}, hidden: [] }
  return (
    <Happened
      entry={{ ...entry.event, id, at, actorId, record, recordId }}
      record={record}
      row={shownRow}
      editable={editable && own}
      chip={chip}
    />
  )
}

/** Brings into sight the entry that the address names, once it has been read; each time that the address is gone to. */
function useWanted(entry: string | undefined, count: number, more: boolean, readMore: () => void) {
  const { state } = useLocation()
  const visit = `${entry ?? ''} ${state.__TSR_key ?? ''}`
  const box = useRef<HTMLDivElement>(null)
  const found = useRef('')
  const tried = useRef({ visit, pages: 0 })
  useEffect(() => {
    if (entry === undefined || found.current === visit || !count) return
    if (tried.current.visit !== visit) tried.current = { visit, pages: 0 }
    const shown = document.getElementById(entry)
    if (shown && box.current?.contains(shown)) {
      found.current = visit
      shown.scrollIntoView({ block: 'center' })
      shown.focus({ preventScroll: true })
    } else if (more && tried.current.pages++ < mostPages) readMore()
  })
  return box
}
const mostPages = 40

function Filter({ kind, onKind }: { kind: TimelineKind | null; onKind(kind: TimelineKind | null): void }) {
  const t = useWords()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const name = (one: TimelineKind | null) => t(one === null ? 'timeline.all' : `timeline.kind.${one}`)
  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`${t('timeline.which')}: ${name(kind)}`}
        onClick={() => setOpen(!open)}
      >
        <IconFilter size={16} stroke={1.75} aria-hidden />
        {name(kind)}
        <IconChevronDown size={14} stroke={1.75} aria-hidden />
      </button>
      {open && (
        <Menu anchor={button} align="end" label={t('timeline.which')} onClose={() => setOpen(false)}>
          {[null, ...timelineKinds].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              role="menuitemradio"
              aria-checked={one === kind}
              onClick={() => {
                setOpen(false)
                onKind(one)
              }}
            >
              {name(one)}
            </button>
          ))}
        </Menu>
      )}
    </>
  )
}

function Ghosts() {
  return (
    <div className={css.ghosts} aria-busy>
      {[72, 48, 60, 40].map((width) => (
        <i key={width} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}
