import { keepPreviousData, useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query'
import { Decimal } from 'decimal.js'
import { useMemo } from 'react'
import type { Filter } from '../../model/filters.ts'
import { call, type Output } from '../api.ts'
import { meQuery, queries, type Me } from '../queries.ts'
import type { BoardField } from './boardFields.ts'
import { markOthers } from './othersChanges.ts'

type BoardReply = Output<'deals.board'>
export type Card = BoardReply['columns'][number]['items'][number]
export type Stage = BoardReply['columns'][number]['stage']
type CardPage = Pick<BoardReply['columns'][number], 'items' | 'next'>
/** The columns without their cards, which are kept column by column. */
export interface BoardColumnInfo {
  stage: Stage
  count: number
  /** null: not shown to this person */
  amount: string | null
}
export interface BoardInfo {
  /** what this is the answer to: while another answer is awaited, the board before is shown */
  question: BoardQuestion
  pipelineId: number
  currency: string
  columns: BoardColumnInfo[]
}
/** What a board shows. */
export interface BoardQuestion {
  pipelineId: number | undefined
  filter: Filter | undefined
  closed: boolean
  /** what the cards show besides the usual; undefined until it is known */
  fields: readonly BoardField[] | undefined
}

/** What a card can't do without; the server is asked for these and the chosen ones alone. */
const usual = [
  'version',
  'updatedAt',
  'updatedBy',
  'title',
  'stageId',
  'stageSince',
  'amount',
  'currency',
  'amountBase',
  'closeDate',
  'closedAt',
  'ownerId',
  'companyId',
  'contactIds',
  'tagIds',
  'repeats',
  'repeatsOn',
]
const asked = ({ fields = [] }: BoardQuestion) => [...new Set([...usual, ...fields])]

const firstPage = 20
const laterPage = 50
const boardKey = (question: BoardQuestion) => ['deals', 'board', 'columns', question] as const
const columnKey = ({ filter, fields = [] }: BoardQuestion, stageId: number) =>
  ['deals', 'board', 'column', stageId, filter ?? null, fields] as const
type ColumnData = InfiniteData<CardPage, string | null>

/** The columns with counts and sums, in one request that brings their first cards too. */
export function useBoard(question: BoardQuestion) {
  return useQuery({
    queryKey: boardKey(question),
    enabled: question.pipelineId !== undefined && question.fields !== undefined,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<BoardInfo> => {
      const { pipelineId, filter, closed } = question
      const board = await afterMoves(() =>
        call('deals.board', { pipelineId, filter, closed, limit: firstPage, fields: asked(question) }, signal),
      )
      const known = board.columns.map(({ stage }) => cardsOf(question, stage.id))
      if (known.every((cards) => cards !== undefined))
        markOthers(
          known.flat(),
          board.columns.flatMap(({ items }) => items),
          queries.getQueryData<Me | null>(meQuery.queryKey)?.id,
        )
      for (const { stage, items, next } of board.columns) {
        const key = columnKey(question, stage.id)
        const known = queries.getQueryData<ColumnData>(key)
        if (known && known.pages.length > 1) void queries.refetchQueries({ queryKey: key })
        else queries.setQueryData<ColumnData>(key, { pages: [{ items, next }], pageParams: [null] })
      }
      return {
        ...board,
        question,
        columns: board.columns.map(({ stage, count, amount }) => ({ stage, count, amount })),
      }
    },
  })
}

/** The cards of a column; more of them as one scrolls. */
export function useColumn(question: BoardQuestion, stageId: number) {
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: columnKey(question, stageId),
    initialPageParam: null as string | null,
    // The first page comes with the board, and with it anew.
    staleTime: Infinity,
    queryFn: async ({ pageParam, signal }): Promise<CardPage> => {
      const { columns } = await afterMoves(() =>
        call(
          'deals.board',
          {
            pipelineId: question.pipelineId,
            filter: question.filter,
            stageId,
            fields: asked(question),
            ...(pageParam ? { limit: laterPage, after: pageParam } : { limit: firstPage }),
          },
          signal,
        ),
      )
      return columns[0] ?? { items: [], next: null }
    },
    getNextPageParam: (page) => page.next,
  })
  const cards = useMemo(() => {
    // A card that moved between two readings may be on two pages.
    const all = new Map<number, Card>()
    for (const page of data?.pages ?? []) for (const card of page.items) if (!all.has(card.id)) all.set(card.id, card)
    return [...all.values()]
  }, [data])
  return { cards, fetchNextPage, hasNextPage, isFetchingNextPage }
}

/** Moves on their way to the server. */
const underWay = new Set<Promise<unknown>>()
let begun = 0

/** Something that changes the board, until it is done: what is read meanwhile could be from before it. */
export async function moving<T>(act: Promise<T>): Promise<T> {
  begun++
  underWay.add(act)
  try {
    return await act
  } finally {
    underWay.delete(act)
  }
}

/** Reads once no move is under way, and again if one began meanwhile: a card never jumps back and forth. */
async function afterMoves<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    await Promise.allSettled(underWay)
    const before = begun
    const result = await read()
    if (begun === before) return result
  }
}

/** Where a card goes: a column, and the card that it stands under there; null is on top. */
export interface Target {
  stageId: number
  after: number | null
}

/** Shows a card in another place, or nowhere, at once, with both sums and counts. Gives what puts it back. */
export function showMove(question: BoardQuestion, card: Card, target: Target | null): () => void {
  const from = { stageId: card.stageId, after: aboveOf(question, card) }
  const shift = (to: Target | null, was: Target | null) => {
    if (was) take(question, card.id, was.stageId)
    if (to) put(question, { ...card, stageId: to.stageId }, to)
    if (was?.stageId !== to?.stageId) count(question, card, to?.stageId, was?.stageId)
  }
  shift(target, from)
  return () => shift(from, target)
}

/** The cards of a column that have been read. */
export const cardsOf = (question: BoardQuestion, stageId: number): Card[] | undefined =>
  queries.getQueryData<ColumnData>(columnKey(question, stageId))?.pages.flatMap(({ items }) => items)

function aboveOf(question: BoardQuestion, card: Card): number | null {
  const items = cardsOf(question, card.stageId)
  return items?.[items.findIndex(({ id }) => id === card.id) - 1]?.id ?? null
}

function take(question: BoardQuestion, id: number, stageId: number): void {
  queries.setQueryData<ColumnData>(
    columnKey(question, stageId),
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) })),
      },
  )
}

function put(question: BoardQuestion, card: Card, { stageId, after }: Target): void {
  queries.setQueryData<ColumnData>(columnKey(question, stageId), (data) => {
    if (!data) return data
    const at = after === null ? 0 : data.pages.findIndex((page) => page.items.some(({ id }) => id === after))
    const pages = data.pages.map((page, i) => {
      if (i !== Math.max(0, at)) return page
      const under = page.items.findIndex(({ id }) => id === after) + 1
      return { ...page, items: [...page.items.slice(0, under), card, ...page.items.slice(under)] }
    })
    return { ...data, pages }
  })
}

function count(question: BoardQuestion, card: Card, to: number | undefined, from: number | undefined): void {
  queries.setQueryData<BoardInfo>(
    boardKey(question),
    (board) =>
      board && {
        ...board,
        columns: board.columns.map((column) => {
          const sign = column.stage.id === from ? -1 : column.stage.id === to ? 1 : 0
          if (!sign) return column
          if (column.amount === null) return { ...column, count: column.count + sign }
          const amount = new Decimal(column.amount).plus(new Decimal(card.amountBase ?? 0).times(sign)).toFixed()
          return { ...column, count: column.count + sign, amount }
        }),
      },
  )
}

/** Asks the server for the board as it is. */
export const readBoard = (): Promise<void> => queries.invalidateQueries({ queryKey: ['deals', 'board', 'columns'] })
