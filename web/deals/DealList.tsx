import { IconAlertCircle, IconColumns } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Decimal } from 'decimal.js'
import { useCallback, useMemo, useState } from 'react'
import { kinds } from '../../model/fields.ts'
import type { Filter } from '../../model/filters.ts'
import { ApiError, call, type Output } from '../api.ts'
import type { Change, Refusal } from '../records/change.ts'
import { partsOf, allOf } from '../records/conditions.ts'
import { CellEditor } from '../records/CellEditor.tsx'
import { CellNote } from '../records/CellNote.tsx'
import { ColumnMenu, useColumns } from '../records/ColumnMenu.tsx'
import { fieldWord } from '../records/editors.tsx'
import { FieldValue } from '../records/FieldValue.tsx'
import { FilterBar } from '../records/FilterBar.tsx'
import { Grid, type GridColumn } from '../records/Grid.tsx'
import { useReferences, WithReferences } from '../records/references.tsx'
import { anyRow, fieldOf, type AnyRow } from '../records/rows.ts'
import { Key } from '../ui/Key.tsx'
import { useWords } from '../words.ts'
import { useDealChange } from './dealChange.ts'
import { useView } from './view.ts'
import css from './DealList.module.css'

type Item = Output<'deals.list'>['items'][number]

/** What a filter of deals offers, the usual first. */
export const dealFilterFields = [
  'ownerId',
  'stageId',
  'amount',
  'closeDate',
  'companyId',
  'contactIds',
  'sourceId',
  'tagIds',
  'typeId',
  'title',
  'beginDate',
  'state',
  'probability',
  'observerIds',
  'currency',
  'createdAt',
  'stageSince',
  'closedAt',
  'amountFrom',
  'returnCustomer',
  'repeatedApproach',
  'sourceText',
  'comment',
  'utmSource',
  'utmMedium',
  'utmCampaign',
] as const

const usual = ['title', 'stageId', 'amount', 'closeDate', 'ownerId', 'companyId', 'beginDate', 'sourceId']
const offered = [
  ...usual,
  'typeId',
  'probability',
  'tagIds',
  'contactIds',
  'stageSince',
  'closedAt',
  'createdAt',
  'updatedAt',
  'observerIds',
  'amountBase',
  'currency',
  'sourceText',
  'id',
]
const widths: Record<string, number> = {
  title: 288,
  stageId: 148,
  amount: 128,
  amountBase: 128,
  ownerId: 172,
  companyId: 184,
  contactIds: 184,
  tagIds: 160,
  observerIds: 172,
  id: 72,
  probability: 96,
  currency: 84,
}
const pageSize = 100

/** The deals of a pipeline as rows: filtered, sorted, edited in place; below, what they come to. */
export function DealList({ pipelineId }: { pipelineId: number }) {
  return (
    <WithReferences>
      <List pipelineId={pipelineId} />
    </WithReferences>
  )
}

function List({ pipelineId }: { pipelineId: number }) {
  const t = useWords()
  const view = useView()
  const { me } = useReferences()
  const [shown, setShown] = useColumns(`deals.${String(me?.id ?? 0)}`, usual, offered)
  const sort = view.sort ?? '-createdAt'
  const where = useMemo(
    (): Filter => ({ and: [{ field: 'pipelineId', op: 'eq', value: pipelineId }, ...partsOf(view.filter)] }),
    [pipelineId, view.filter],
  )
  const fields = useMemo(() => ['title', 'currency', 'version', 'pipelineId', 'contactIds', ...shown], [shown])
  const list = useInfiniteQuery({
    queryKey: ['deals', 'list', { filter: where, sort, fields }],
    queryFn: ({ pageParam, signal }) =>
      call(
        'deals.list',
        { filter: where, sort: [sort], fields, limit: pageSize, ...(pageParam === null ? {} : { after: pageParam }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data])
  const totals = useTotals(where)
  const columns = useDealColumns(shown)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  const parts = partsOf(view.filter)
  const empty = !list.isPending && !list.isError && rows.length === 0
  return (
    <div className={css.list}>
      <div className={css.bar}>
        <FilterBar
          record="deals"
          value={view.filter}
          onChange={(filter) => view.set({ filter })}
          fields={dealFilterFields}
        />
        <ColumnMenu
          icon={<IconColumns size={16} stroke={1.75} aria-hidden />}
          record="deals"
          offered={offered}
          shown={shown}
          fixed="title"
          onChange={setShown}
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
      {empty ? (
        <div className={css.empty}>
          <h2>{t(parts.length ? 'list.nothing' : 'list.empty')}</h2>
          {parts.length ? (
            <button type="button" onClick={() => view.set({ filter: allOf(parts.slice(0, -1)) })}>
              {t('list.dropLast')}
            </button>
          ) : (
            <p>{t('list.emptyHint')}</p>
          )}
        </div>
      ) : (
        <Grid
          label={t('list.label')}
          columns={columns.columns}
          rows={rows}
          rowId={({ id }) => id}
          sort={sort}
          onSort={(next) => view.set({ sort: next })}
          onOpen={({ id }) => view.set({ deal: id, tab: undefined })}
          opened={view.deal}
          total={totals.data?.count}
          loading={list.isPending || isFetchingNextPage}
          more={hasNextPage}
          onMore={more}
          note={columns.note}
        />
      )}
      <Footer totals={totals.data} />
    </div>
  )
}

/** Asked apart from the rows, which never wait for it; a newer question ends the one before. */
function useTotals(where: Filter) {
  return useQuery({
    queryKey: ['deals', 'totals', where],
    queryFn: ({ signal }) => call('deals.totals', { filter: where }, signal),
    placeholderData: keepPreviousData,
  })
}

function useDealColumns(shown: readonly string[]) {
  const t = useWords()
  const change = useDealChange()
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
      void change(asked).then(tell)
    },
    [change],
  )
  const forget = useCallback(
    (key: string) => setNotes((before) => new Map([...before].filter(([one]) => one !== key))),
    [],
  )
  const columns = useMemo(
    () =>
      shown.map((name): GridColumn<Item> => {
        const field = fieldOf('deals', name)
        const end = ['money', 'integer', 'decimal', 'id'].includes(field.kind)
        return {
          key: name,
          title:
            name === 'title' ? t('list.deal') : name === 'companyId' ? t('list.client') : t(fieldWord('deals', name)),
          width: widths[name] ?? 136,
          end,
          sortable: kinds[field.kind].compare !== null,
          cell: (item) =>
            name === 'title' ? (
              <Title item={item} />
            ) : name === 'companyId' ? (
              <Client item={item} />
            ) : (
              <FieldValue record="deals" name={name} row={anyRow(item)} />
            ),
          editor: field.readonly
            ? undefined
            : (item, close) => (
                <CellEditor
                  record="deals"
                  name={name}
                  label={t(fieldWord('deals', name))}
                  row={anyRow(item)}
                  end={end}
                  onSave={save}
                  onClose={close}
                />
              ),
        }
      }),
    [shown, t, save],
  )
  const note = useCallback(
    (item: Item, column: string) => {
      const key = `${String(item.id)} ${column}`
      const found = notes.get(key)
      return (
        found && (
          <CellNote
            record="deals"
            name={column}
            row={anyRow(item)}
            refusal={found.refusal}
            onTheirs={() => forget(key)}
            onMine={() => save({ ...found.change, version: undefined })}
            onAgain={() => save({ ...found.change, version: item.version })}
          />
        )
      )
    },
    [notes, forget, save],
  )
  return { columns, note }
}

/** A link, so that it can be opened beside; a press opens the card over the list. */
function Title({ item }: { item: Item }) {
  return (
    <a
      className={css.title}
      href={`/deals/${String(item.id)}`}
      tabIndex={-1}
      draggable={false}
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault()
      }}
    >
      {item.title}
    </a>
  )
}

/** The company, or else the first of the people. */
function Client({ item }: { item: Item }) {
  const row: AnyRow = anyRow(item)
  const [person] = [row.names.contactIds ?? []].flat()
  if (item.companyId === null && !row.hidden.includes('companyId') && person !== undefined)
    return <span className={css.person}>{person}</span>
  return <FieldValue record="deals" name="companyId" row={row} />
}

function Footer({ totals }: { totals: Output<'deals.totals'> | undefined }) {
  const t = useWords()
  const { format } = useReferences()
  if (!totals) return <footer className={css.foot} />
  const amount = totals.amount ?? '0'
  const average = totals.count ? new Decimal(amount).div(totals.count).toFixed(0) : null
  return (
    <footer className={css.foot}>
      <span data-total="count">
        <b>{format.number(String(totals.count))}</b> {t('list.count', { count: totals.count })}
      </span>
      <span data-total="sum" data-sum={amount}>
        {t('list.sum')} <b>{format.money(amount, totals.currency)}</b>
      </span>
      {average !== null && (
        <span data-total="average">
          {t('list.average')} <b>{format.sum(average, totals.currency)}</b>
        </span>
      )}
      <span className={css.keys} aria-hidden>
        <Key name="Enter" /> {t('list.keys')}
      </span>
    </footer>
  )
}
