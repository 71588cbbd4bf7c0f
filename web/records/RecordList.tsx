import { IconAlertCircle, IconColumns } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { kinds } from '../../model/fields.ts'
import type { Filter } from '../../model/filters.ts'
import { records, type RecordName } from '../../model/records.ts'
import type { Totals } from '../../server/records/totals.ts'
import { ApiError, call } from '../api.ts'
import { Key } from '../ui/Key.tsx'
import { useWords } from '../words.ts'
import { CellEditor } from './CellEditor.tsx'
import { CellNote } from './CellNote.tsx'
import type { Change, Refusal } from './change.ts'
import { useChoosing, type Choosing } from './choosing.tsx'
import { ColumnMenu } from './ColumnMenu.tsx'
import { useColumns, type Columns } from './columns.ts'
import { allOf, partsOf } from './conditions.ts'
import { fieldWord } from './editors.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { FieldValue } from './FieldValue.tsx'
import { useShape } from '../shape.ts'
import { FilterBar } from './FilterBar.tsx'
import { Grid, type GridColumn } from './Grid.tsx'
import { useHidden } from './hidden.ts'
import { useReferences } from './references.tsx'
import { fieldOf, type AnyRow } from './rows.ts'
import css from './RecordList.module.css'

/** What a list of one record looks like. */
export interface ListShape {
  record: RecordName
  /** the columns at first, and all that are offered; the first of them names the row and stands still */
  usual: readonly string[]
  offered: readonly string[]
  /** least widths in px where they are not 136 */
  widths: Readonly<Record<string, number>>
  /** what a filter offers, the usual first */
  filters: readonly string[]
  /** fields that cells need beside their own */
  needed: readonly string[]
  /** what is sorted by where the address says nothing */
  sort: string
}

interface Props {
  shape: ListShape
  label: string
  /** what holds for all rows, beside the filter of the person */
  within: readonly Filter[]
  filter: Filter | undefined
  onFilter(filter: Filter | undefined): void
  sort: readonly string[] | undefined
  onSort(sort: string[]): void
  opened: number | undefined
  onOpen(id: number): void
  /** the address of a row's own page */
  href(id: number): string
  onChange(change: Change): Promise<Refusal | null>
  /** a column's own name or cell, where they are not those of the field */
  title?(name: string): string | undefined
  cell?(name: string, row: AnyRow): ReactNode
  /** what is said where there is nothing yet */
  empty: ReactNode
  /** stands at the right of the filter */
  tools?: ReactNode
  footer(totals: Totals | undefined): ReactNode
  /** what can be done with several rows; left out, none are chosen */
  acts?(ids: readonly number[], clear: () => void): ReactNode
}

/** The list without the fields that are hidden from the person. */
function useSeen(shape: ListShape): ListShape {
  const hidden = useHidden(shape.record)
  const fields = useShape().custom
  return useMemo(() => {
    const seen = (names: readonly string[]) => names.filter((name) => !hidden.has(name))
    const own = fields[shape.record] ?? []
    return {
      ...shape,
      usual: seen(shape.usual),
      offered: seen([...shape.offered, ...own]),
      filters: seen([...shape.filters, ...own]),
      needed: seen(shape.needed),
    }
  }, [shape, hidden, fields])
}

type AskList = (name: string, input: object, signal: AbortSignal) => Promise<{ items: AnyRow[]; next: string | null }>
type AskTotals = (name: string, input: object, signal: AbortSignal) => Promise<Totals>

const pageSize = 100

/**
 * Records as rows: filtered, sorted, edited in place; below, what they come to, which the rows never wait for. Only inside
 * `WithReferences`.
 */
export function RecordList(props: Props) {
  const { label, within, filter, onFilter, onSort, opened, onOpen, empty, tools, footer, acts } = props
  const shape = useSeen(props.shape)
  const { record } = shape
  const t = useWords()
  const { me } = useReferences()
  const arranged = useColumns(`${record}.${String(me?.id ?? 0)}`, shape.usual, shape.offered)
  // A field may have gone since it was chosen.
  const shown = useMemo(
    () => arranged.shown.filter((name) => shape.offered.includes(name)),
    [arranged.shown, shape.offered],
  )
  const sort = useMemo(() => props.sort ?? [shape.sort], [props.sort, shape.sort])
  const where = useMemo(() => allOf([...within, ...partsOf(filter)]), [within, filter])
  const fields = useMemo(() => [...new Set(['version', ...shape.needed, ...shown])], [shape.needed, shown])
  const list = useInfiniteQuery({
    queryKey: [record, 'list', { filter: where, sort, fields }],
    // Every record has the method "list".
    queryFn: ({ pageParam, signal }) =>
      (call as unknown as AskList)(
        `${record}.list`,
        { filter: where, sort, fields, limit: pageSize, ...(pageParam === null ? {} : { after: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })
  const totals = useQuery({
    queryKey: [record, 'totals', where],
    queryFn: ({ signal }) => (call as unknown as AskTotals)(`${record}.totals`, { filter: where }, signal),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data])
  const { columns, note } = useRecordColumns({ ...props, shape }, arranged)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  const parts = partsOf(filter)
  const choosing = useChoosing(useCallback((row: AnyRow) => String(row[records[record].named]), [record]))
  return (
    <div className={css.list}>
      <div className={css.bar}>
        <FilterBar record={record} value={filter} onChange={onFilter} fields={shape.filters} />
        {tools}
        <ExportMenu record={record} filter={where} sort={sort} fields={shown} />
        <ColumnMenu
          icon={<IconColumns size={16} stroke={1.75} aria-hidden />}
          record={record}
          offered={shape.offered}
          shown={shown}
          fixed={shape.usual[0]!}
          onChange={arranged.choose}
          onPlace={arranged.place}
        />
      </div>
      {list.isError && (
        <div className={css.failed} role="alert">
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          <span>
            {t('list.failed')}.{' '}
            {list.error instanceof ApiError && list.error.code !== 'offline' ? list.error.message : t('error.offline')}
          </span>
          <button type="button" onClick={() => void list.refetch()}>
            {t('error.again')}
          </button>
        </div>
      )}
      {!list.isPending && !list.isError && rows.length === 0 ? (
        <div className={css.empty}>
          {parts.length ? (
            <>
              <h2>{t('list.nothing')}</h2>
              <button type="button" onClick={() => onFilter(allOf(parts.slice(0, -1)))}>
                {t('list.dropLast')}
              </button>
            </>
          ) : (
            empty
          )}
        </div>
      ) : (
        <Grid
          label={label}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          sort={sort}
          onSort={onSort}
          onWidth={arranged.widen}
          onPlace={arranged.place}
          onOpen={({ id }) => onOpen(id)}
          opened={opened}
          choosing={acts && choosing}
          total={totals.data?.count}
          loading={list.isPending || isFetchingNextPage}
          more={hasNextPage}
          onMore={more}
          note={note}
        />
      )}
      {acts && choosing.chosen.size > 0 ? (
        <Chosen choosing={choosing}>{acts([...choosing.chosen], choosing.clear)}</Chosen>
      ) : (
        <footer className={css.foot}>
          {footer(totals.data)}
          {totals.data && (
            <span className={css.keys} aria-hidden>
              {acts && (
                <>
                  <Key name="Space" /> {t('list.keys.choose')}{' '}
                </>
              )}
              <Key name="Enter" /> {t('list.keys.edit')} <Key name="Esc" /> {t('list.keys.back')}
            </span>
          )}
        </footer>
      )}
    </div>
  )
}

/** How many are chosen, and what can be done with them. */
function Chosen({ choosing, children }: { choosing: Choosing<AnyRow>; children: ReactNode }) {
  const t = useWords()
  return (
    <footer className={css.foot} data-chosen={choosing.chosen.size}>
      <b role="status">{t('list.chosen', { count: choosing.chosen.size })}</b>
      {children}
      <button type="button" className="btn" onClick={choosing.clear}>
        {t('list.chosen.none')}
      </button>
    </footer>
  )
}

function useRecordColumns({ shape, title, cell, href, onChange }: Props, { shown, widths }: Columns) {
  const { record } = shape
  const t = useWords()
  const [notes, setNotes] = useState<ReadonlyMap<string, { change: Change; refusal: Refusal }>>(new Map())
  const save = useCallback(
    (asked: Change) => {
      const key = `${String(asked.id)} ${asked.field}`
      const tell = (refusal: Refusal | null) =>
        setNotes((before) => {
          const next = new Map(before)
          if (refusal) next.set(key, { change: asked, refusal })
          else next.delete(key)
          return next
        })
      tell(null)
      void onChange(asked).then(tell)
    },
    [onChange],
  )
  const forget = useCallback(
    (key: string) => setNotes((before) => new Map([...before].filter(([one]) => one !== key))),
    [],
  )
  const first = shape.usual[0]!
  const columns = useMemo(
    () =>
      shown.map((name): GridColumn<AnyRow> => {
        const field = fieldOf(record, name)
        const word = t(fieldWord(record, name))
        const end = ['money', 'integer', 'decimal', 'id'].includes(field.kind)
        return {
          key: name,
          title: title?.(name) ?? word,
          width: widths[name] ?? shape.widths[name] ?? 136,
          fixed: widths[name] !== undefined,
          end,
          sortable: kinds[field.kind].compare !== null,
          cell: (row) =>
            cell?.(name, row) ??
            (name === first ? (
              <Name href={href(row.id)} name={String(row[records[record].named])} />
            ) : (
              <FieldValue record={record} name={name} row={row} />
            )),
          editor: field.readonly
            ? undefined
            : (row, close) => (
                <CellEditor
                  record={record}
                  name={name}
                  label={word}
                  row={row}
                  end={end}
                  onSave={save}
                  onClose={close}
                />
              ),
        }
      }),
    [record, shape, first, shown, widths, t, save, title, cell, href],
  )
  const note = useCallback(
    (row: AnyRow, column: string) => {
      const key = `${String(row.id)} ${column}`
      const found = notes.get(key)
      return (
        found && (
          <CellNote
            record={record}
            name={column}
            row={row}
            refusal={found.refusal}
            onTheirs={() => forget(key)}
            onMine={() => save({ ...found.change, version: found.refusal.version })}
            onAgain={() => save({ ...found.change, version: row.version })}
          />
        )
      )
    },
    [record, notes, forget, save],
  )
  return { columns, note }
}

/** A link, so that it can be opened beside; a press opens the card over the list. */
function Name({ href, name }: { href: string; name: string }) {
  return (
    <a
      className={css.title}
      href={href}
      tabIndex={-1}
      draggable={false}
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault()
      }}
    >
      {name}
    </a>
  )
}
