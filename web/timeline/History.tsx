import {
  IconAdjustmentsHorizontal,
  IconArrowBackUp,
  IconArrowRight,
  IconFlag,
  IconPackage,
  IconPaperclip,
  IconPlus,
  IconRepeat,
  IconTrash,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { FileTold } from '../../model/files.ts'
import type { RecordName } from '../../model/records.ts'
import { ApiError, call, type Output } from '../api.ts'
import { toldAtForm } from '../asking.ts'
import { fieldWord } from '../records/editors.tsx'
import { FieldValue } from '../records/FieldValue.tsx'
import { useReferences } from '../records/references.tsx'
import { fieldsOf, type AnyRow } from '../records/rows.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords, type WordKey } from '../words.ts'
import { RepetitionTold } from './RepetitionTold.tsx'
import css from './History.module.css'

type Entry = Output<'events.list'>['items'][number]
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** What happened to the deal. */
export function History({ deal, editable }: { deal: AnyRow; editable: boolean }) {
  return <RecordHistory record="deals" row={deal} editable={editable} />
}

interface Props {
  record: ToldRecord
  row: AnyRow
  editable: boolean
}

/** What happened to a record, newest first: who, what, from what to what. What may be taken back has "Undo". */
export function RecordHistory({ record, row, editable }: Props) {
  const t = useWords()
  const { format } = useReferences()
  const history = useInfiniteQuery({
    queryKey: [record, 'history', row.id],
    queryFn: ({ pageParam, signal }) =>
      call('events.list', { record, id: row.id, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const entries = history.data?.pages.flatMap(({ items }) => items) ?? []
  const days = Map.groupBy(entries, ({ at }) => format.dayOf(at))
  if (history.isPending) return <Ghosts />
  if (!entries.length) return <p className={css.empty}>{t('history.empty')}</p>
  return (
    <div className={css.history}>
      {[...days].map(([day, list]) => (
        <section key={day}>
          <h3>{format.day(day)}</h3>
          <ol>
            {list.map((entry) => (
              <Happened key={entry.id} entry={entry} record={record} row={row} editable={editable} />
            ))}
          </ol>
        </section>
      ))}
      {history.hasNextPage && (
        <button
          type="button"
          className={css.more}
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('history.more')}
        </button>
      )}
    </div>
  )
}

/** Fields that follow from others: said only where nothing else is. */
const derived = new Set([
  'state',
  'stageSince',
  'closedAt',
  'amountBase',
  'position',
  'tax',
  'pipelineId',
  'removedAt',
  'returnCustomer',
  'repeatedApproach',
])
/** Of a contact: the whole name says them. */
const partsOfName = new Set(['firstName', 'middleName', 'lastName'])
type ToldRecord = 'deals' | 'contacts' | 'companies' | 'products'
/** What a new record is told with: the rest would be a list of everything. */
const telling: Record<ToldRecord, readonly string[]> = {
  deals: ['repeatOfId', 'stageId', 'amount', 'ownerId', 'companyId'],
  contacts: ['jobTitle', 'companyIds', 'ownerId'],
  companies: ['industryId', 'ownerId'],
  products: ['price', 'sectionId'],
}

const icons: Record<string, typeof IconFlag> = {
  created: IconPlus,
  moved: IconFlag,
  productsSet: IconPackage,
  filesChanged: IconPaperclip,
  removed: IconTrash,
  repeated: IconRepeat,
}

/** Something that was done; `chip` names the record where it is not the one that is looked at. */
export function Happened({ entry, record, row, editable, chip }: Props & { entry: Entry; chip?: ReactNode }) {
  const t = useWords()
  const { format, person, me } = useReferences()
  const client = useQueryClient()
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const verb = entry.name.split('.')[1]!
  const words = record === 'deals' ? 'history' : 'clients.history'
  const Icon = entry.undoes === null ? (icons[verb] ?? IconAdjustmentsHorizontal) : IconArrowBackUp
  const who = entry.actorId === null ? undefined : person(entry.actorId)
  const via = viaOf(entry, t)
  const created = verb === 'created'
  const beside = besideWord(entry)
  const keys = Object.keys(entry.changes).filter((key) => fieldsOf(record)[key])
  const main = created
    ? telling[record].filter((key) => keys.includes(key))
    : keys.filter(
        (key) =>
          !derived.has(key) &&
          !(record === 'contacts' && keys.includes('name') && partsOfName.has(key)) &&
          !(key === 'repeats' && (entry.changes.repetition || entry.name === 'deals.repeated')) &&
          !(entry.name === 'deals.productsSet' && key === 'amount' && entry.changes.lines === undefined),
      )
  const { said } = entry.changes
  const files = entry.changes.files as [FileTold[], FileTold[]] | undefined
  const lines = entry.changes.lines as [unknown[], unknown[]] | undefined
  const age = (Date.now() - Date.parse(entry.at)) / 60_000
  const mine = entry.actorId === me?.id
  // The server has the last word; what it is sure to refuse is not offered.
  const undoable =
    editable &&
    entry.undoneBy === null &&
    !created &&
    // What has become part of this one is undone with that.
    entry.recordId === row.id &&
    verb !== 'unmerged' &&
    verb !== 'pinned' &&
    !(said && said[0] !== null && said[1] !== null) &&
    ((mine && age < 60) || (me?.administrator === true && age < 24 * 60))
  // What has been changed since is not; where one field is all there is to undo, that is the same.
  const mayPutBack = (key: string) =>
    editable &&
    !created &&
    entry.recordId === row.id &&
    key !== 'pipelineId' &&
    fieldsOf(record)[key]?.readonly !== true &&
    fieldsOf(record)[key]?.links === undefined &&
    !(undoable && main.length + (lines ? 1 : 0) === 1) &&
    same(row[key], entry.changes[key]![1])
  const undo = async () => {
    setBusy(true)
    setRefused(null)
    try {
      await call('events.undo', { id: entry.id })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setRefused(error.message || t('error.offline'))
    } finally {
      setBusy(false)
      await client.invalidateQueries({ queryKey: [record] })
    }
  }
  return (
    <li className={`${css.entry} ${entry.undoneBy === null ? '' : css.undone}`} data-event={entry.name}>
      <span className={css.icon}>
        <Icon size={14} stroke={1.9} aria-hidden />
      </span>
      <div className={`${css.what} ${!created && main.length + (lines ? 1 : 0) > 2 ? css.several : ''}`}>
        <span className={css.who}>{who?.name ?? t('history.system')}</span>{' '}
        {created && <span className={css.did}>{t(`${words}.created`)}</span>}
        {beside && <span className={css.did}>{t(beside)}</span>}
        {verb === 'removed' && <span className={css.did}>{t(`${words}.removed`)}</span>}
        {verb === 'restored' && <span className={css.did}>{t(`${words}.restored`)}</span>}
        {(verb === 'merged' || verb === 'unmerged') && (
          <span className={css.did}>{t(`history.${verb}`, { names: partsIn(entry, verb) })}</span>
        )}
        {lines && (
          <span className={css.changed}>
            <span className={css.did}>{t('history.products')}</span>
            {lines[0]?.length ? <s>{t('lines.count', { count: lines[0].length })}</s> : null}
            <IconArrowRight size={14} stroke={1.75} aria-hidden />
            <span>{t('lines.count', { count: lines[1].length })}</span>
          </span>
        )}
        {record === 'deals' && <RepetitionTold entry={entry} />}
        {files && <FilesChanged before={files[0]} after={files[1]} />}
        {main.map((key) => (
          <Changed key={key} entry={entry} record={record} row={row} name={key} created={created}>
            {mayPutBack(key) && <PutBack entry={entry} record={record} name={key} onRefused={setRefused} />}
          </Changed>
        ))}
        {chip}
        {!chip && entry.recordId !== row.id && (
          <span className={css.via}>{t('history.ofPart', { id: entry.recordId })}</span>
        )}
        {entry.undoes !== null && <span className={css.via}>{t('history.undoing')}</span>}
        {entry.undoneBy !== null && <span className={css.via}>{t('history.undid')}</span>}
        {via !== null && <span className={css.via}>{via}</span>}
        {refused !== null && (
          <span className={css.refused} role="alert">
            {refused}
          </span>
        )}
      </div>
      <span className={css.end}>
        {undoable && (
          <button
            type="button"
            className={css.undo}
            disabled={busy}
            aria-label={t('history.undoOf', {
              what:
                verb === 'merged'
                  ? t('history.merge')
                  : main.map((key) => t(fieldWord(record, key))).join(', ') ||
                    t(beside ?? (files ? 'history.files' : 'history.products')),
            })}
            onClick={() => void undo()}
          >
            {t('history.undo')}
          </button>
        )}
        <time dateTime={entry.at} title={format.moment(entry.at)}>
          {format.time(entry.at)}
        </time>
      </span>
    </li>
  )
}

/** Gives one field what it was before. */
function PutBack({
  entry,
  record,
  name,
  onRefused,
}: {
  entry: Entry
  record: ToldRecord
  name: string
  onRefused(reason: string | null): void
}) {
  const t = useWords()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const field = t(fieldWord(record, name))
  const putBack = async () => {
    setBusy(true)
    onRefused(null)
    try {
      await call('events.putBack', { id: entry.id, field: name })
      toast(t('history.putBack.done', { field }))
    } catch (error) {
      onRefused(toldAtForm(error))
    } finally {
      setBusy(false)
      await client.invalidateQueries({ queryKey: [record] })
    }
  }
  return (
    <button
      type="button"
      className={`${css.undo} ${css.back}`}
      disabled={busy}
      title={t('history.putBack')}
      aria-label={t('history.putBackOf', { field })}
      onClick={() => void putBack()}
    >
      <IconArrowBackUp size={14} stroke={1.75} aria-hidden />
    </button>
  )
}

/** By what it was done, unless it was done at the screen. */
function viaOf({ via, cause }: Entry, t: ReturnType<typeof useWords>): string | null {
  if (via === 'robot') return cause === null ? t('history.robot') : t('history.robot.named', { name: cause })
  if (via === 'api') return cause === null ? t('history.api') : t('history.api.named', { name: cause })
  return via === 'import' || via === 'cli' ? t(`history.${via}`) : null
}

/** What was done beside the fields: to a comment, or to what stands first in the timeline. */
function besideWord({ changes: { said, pinned, apart }, undoes }: Entry): WordKey | null {
  if (apart) return apart[1] === null ? 'history.apart.not' : 'history.apart'
  if (pinned) return pinned[1] === null ? 'history.unpinned' : 'history.pinned'
  if (!said) return null
  if (said[0] === null && undoes !== null) return 'history.said.restored'
  return said[1] === null ? 'history.said.removed' : said[0] === null ? 'history.said' : 'history.said.changed'
}

/** Files that were added, removed, or called otherwise. */
function FilesChanged({ before, after }: { before: FileTold[]; after: FileTold[] }) {
  const t = useWords()
  const what = !before.length ? 'added' : after.length ? 'renamed' : 'removed'
  return (
    <span className={css.changed}>
      <span className={css.did}>{t(`history.files.${what}`, { count: Math.max(before.length, after.length) })}</span>
      {before.map(({ id, name }) =>
        what === 'renamed' ? (
          <s key={id}>{name}</s>
        ) : (
          <span key={id} className={css.told}>
            {name}
          </span>
        ),
      )}
      {what === 'renamed' && <IconArrowRight size={14} stroke={1.75} aria-hidden />}
      {after.map(({ id, name }) => (
        <span key={id} className={css.told}>
          {name}
        </span>
      ))}
    </span>
  )
}

/** What became part of the record, or is apart again. */
const partsIn = ({ changes }: Entry, verb: 'merged' | 'unmerged'): string => {
  const parts = changes[verb]?.[verb === 'merged' ? 1 : 0] as { id: number; name: string }[] | undefined
  return (parts ?? []).map(({ id, name }) => `${name} (№ ${String(id)})`).join(', ')
}

/** One field: old → new. */
function Changed({
  created,
  children,
  ...told
}: Omit<ToldProps, 'value' | 'at'> & { created: boolean; children?: ReactNode }) {
  const t = useWords()
  const [before, after] = told.entry.changes[told.name]!
  return (
    <span className={css.changed}>
      <span className={css.did}>{t(fieldWord(told.record, told.name))}</span>
      {!created && (
        <>
          {isNothing(before) ? null : told.name === 'stageId' ? (
            // The marks say which is which; a line through a name would only hide it.
            <span className={css.told}>
              <Told {...told} value={before} at={0} />
            </span>
          ) : (
            <s>
              <Told {...told} value={before} at={0} />
            </s>
          )}
          <IconArrowRight size={14} stroke={1.75} aria-hidden />
        </>
      )}
      <span className={css.told}>
        <Told {...told} value={after} at={1} />
      </span>
      {children}
    </span>
  )
}

interface ToldProps {
  entry: Entry
  record: ToldRecord
  row: AnyRow
  name: string
  value: unknown
  at: 0 | 1
}

function Told(props: ToldProps): ReactNode {
  const { record, name, value } = props
  const t = useWords()
  if (isNothing(value)) return <span className={css.nothing}>{t('history.nothing')}</span>
  const { links } = fieldsOf(record)[name]!
  if (links !== undefined) return <SaidThen {...props} links={links} />
  return <FieldValue record={record} name={name} value={value} row={asThen(props)} />
}

/** What was said of links, of those alone of which something else was said before or after. */
function SaidThen({ entry, record, row, name, value, links }: ToldProps & { links: string }) {
  const t = useWords()
  const [before, after] = entry.changes[name]!.map((one) => (one ?? {}) as Record<string, unknown>)
  const ids = Object.keys({ ...before, ...after }).filter((id) => before![id] !== after![id])
  const known = entry.names[fieldsOf(record)[links]!.to!] ?? {}
  const said = Object.fromEntries(Object.entries(value as object).filter(([id]) => ids.includes(id)))
  if (isNothing(said)) return <span className={css.nothing}>{t('history.nothing')}</span>
  const then = {
    ...row,
    [links]: ids.map(Number),
    names: { [links]: ids.map((id) => known[Number(id)] ?? '') },
    hidden: [],
  }
  return <FieldValue record={record} name={name} value={said} row={then} />
}

const isNothing = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)

/** A row that shows the value as it was then: with the currency of that time, and the names that came with the event. */
function asThen({ entry, record, row, name, value, at }: ToldProps): AnyRow {
  const to: RecordName | undefined = fieldsOf(record)[name]?.to
  const known = (to && entry.names[to]) ?? {}
  const ids = [value].flat() as number[]
  const names = ids.every((id) => id in known)
    ? { [name]: Array.isArray(value) ? ids.map((id) => known[id]!) : known[ids[0]!]! }
    : {}
  return {
    ...row,
    [name]: value,
    ...(entry.changes.currency ? { currency: entry.changes.currency[at] } : {}),
    names,
    hidden: [],
  }
}

function Ghosts() {
  return (
    <div className={css.ghosts} aria-hidden>
      {[72, 48, 60, 40].map((width) => (
        <i key={width} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}
