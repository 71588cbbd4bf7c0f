import { keepPreviousData, useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query'
import { Decimal } from 'decimal.js'
import type { Filter } from '../../model/filters.ts'
import { call, type Output } from '../api.ts'
import { queries } from '../queries.ts'

type BoardReply = Output<'deals.board'>
export type Card = BoardReply['columns'][number]['items'][number]
export type Stage = BoardReply['columns'][number]['stage']
type CardPage = Pick<BoardReply['columns'][number], 'items' | 'next'>
/** The columns without their cards, which are kept column by column. */
export interface BoardColumnInfo {
  stage: Stage
  count: number
  amount: string
}
export interface BoardInfo {
  pipelineId: number
  currency: string
  columns: BoardColumnInfo[]
}
/** What a board shows. */
export interface BoardQuestion {
  pipelineId: number | undefined
  filter: Filter | undefined
  closed: boolean
}

const pageOf = 20
const boardKey = (question: BoardQuestion) => ['deals', 'board', 'columns', question] as const
const columnKey = ({ filter }: BoardQuestion, stageId: number) => ['deals', 'board', 'column', stageId, filter ?? null] as const
type ColumnData = InfiniteData<CardPage, string | null>

/** The columns with counts and sums, in one request that brings their first cards too. */
export function useBoard(question: BoardQuestion) {
  return useQuery({
    queryKey: boardKey(question),
    enabled: question.pipelineId !== undefined,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<BoardInfo> => {
      const { pipelineId, filter, closed } = question
      const board = await call('deals.board', { pipelineId, filter, closed, limit: pageOf }, signal)
      for (const { stage, items, next } of board.columns) {
        const key = columnKey(question, stage.id)
        const known = queries.getQueryData<ColumnData>(key)
        if (known && known.pages.length > 1) void queries.refetchQueries({ queryKey: key })
        else queries.setQueryData<ColumnData>(key, { pages: [{ items, next }], pageParams: [null] })
      }
      return { ...board, columns: board.columns.map(({ stage, count, amount }) => ({ stage, count, amount })) }
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
      const { columns } = await call('deals.board', { pipelineId: question.pipelineId, filter: question.filter, stageId, limit: pageOf, ...(pageParam ? { after: pageParam } : {}) }, signal)
      return columns[0] ?? { items: [], next: null }
    },
    getNextPageParam: (page) => page.next,
  })
  return { cards: data?.pages.flatMap((page) => page.items) ?? [], fetchNextPage, hasNextPage, isFetchingNextPage }
}

/** Where a card goes: a column, and the card that it stands under there; null is on top. */
export interface Target {
  stageId: number
  after: number | null
}

/** Shows a move at once: the card stands in its new place, both sums and counts have changed. */
export function showMove(question: BoardQuestion, card: Card, { stageId, after }: Target): void {
  showLeaving(question, card, stageId)
  queries.setQueryData<ColumnData>(columnKey(question, stageId), (data) => {
    if (!data) return data
    const moved = { ...card, stageId }
    const pages = data.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== card.id) }))
    const at = after === null ? 0 : pages.findIndex((page) => page.items.some(({ id }) => id === after))
    const page = pages[Math.max(0, at)]
    page?.items.splice(page.items.findIndex(({ id }) => id === after) + 1, 0, moved)
    return { ...data, pages }
  })
}

/** Takes a card out of its column; `to`: the column whose count and sum grow instead. */
export function showLeaving(question: BoardQuestion, card: Card, to: number | null): void {
  queries.setQueryData<ColumnData>(columnKey(question, card.stageId), (data) =>
    data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== card.id) })) })
  if (to === card.stageId) return
  queries.setQueryData<BoardInfo>(boardKey(question), (board) => board && {
    ...board,
    columns: board.columns.map((column) => {
      const sign = column.stage.id === card.stageId ? -1 : column.stage.id === to ? 1 : 0
      if (!sign) return column
      return { ...column, count: column.count + sign, amount: new Decimal(column.amount).plus(new Decimal(card.amountBase ?? 0).times(sign)).toFixed() }
    }),
  })
}

/** Asks the server for the board as it is. */
export const readBoard = (): Promise<void> => queries.invalidateQueries({ queryKey: ['deals', 'board', 'columns'] })
