import { useCallback, useMemo, useState } from 'react'
import { ApiError, call } from '../api.ts'
import { useMe } from '../queries.ts'
import { movedWithAsked } from '../records/asking.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import {
  cardsOf,
  moving,
  readBoard,
  showMove,
  type BoardQuestion,
  type Card,
  type Stage,
  type Target,
} from './boardData.ts'

/** What can be done to a card on the board. All of it shows at once and is put back with the reason if it is refused. */
export interface Moving {
  move(card: Card, target: Target, stage: Stage): void
  remove(card: Card): void
  /** says under the card why it stays */
  refuse(card: Card, reason: string): void
}
/** The card whose move was refused last, and why. */
export interface Refused {
  id: number
  reason: string
}

const saidFor = 10_000
/** What our own moves have made of a card; the one on the screen may be older when it is moved twice in a row. */
const versions = new Map<number, number>()
const queues = new Map<number, Promise<unknown>>()

export function useMoving(question: BoardQuestion): { moves: Moving; refused: Refused | null } {
  const t = useWords()
  const me = useMe()?.id
  const [refused, setRefused] = useState<Refused | null>(null)

  const told = useCallback(
    (error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      return error.code === 'offline' ? t('moved.offline') : error.message
    },
    [t],
  )

  const undo = useCallback(
    async (act: () => Promise<unknown>) => {
      try {
        await moving(act())
        toast(t('undone'))
      } catch (error) {
        toast(told(error), { bad: true })
      }
      await readBoard()
    },
    [t, told],
  )

  const refuse = useCallback(({ id }: Card, reason: string) => {
    setRefused({ id, reason })
    setTimeout(() => setRefused((now) => (now?.id === id ? null : now)), saidFor)
  }, [])

  /** Shows it, asks for it, one after another for one card; says what became of it. */
  const act = useCallback(
    async (card: Card, target: (Target & { stage: Stage }) | null, ask: () => Promise<unknown>, done: () => void) => {
      setRefused(null)
      const back = showMove(question, card, target)
      const asked = moving((queues.get(card.id) ?? Promise.resolve()).then(ask))
      queues.set(
        card.id,
        asked.catch(() => undefined),
      )
      try {
        await asked
        done()
      } catch (error) {
        back()
        const gone = target && error instanceof ApiError && error.code === 'invalid' && error.field === 'stageId'
        const reason = gone ? t('moved.noStage', { stage: target.stage.name }) : told(error)
        refuse(card, reason)
        await readBoard()
        // A card that is no longer on the screen can't say it itself.
        if (cardsOf(question, card.stageId)?.every(({ id }) => id !== card.id))
          toast(t('moved.gone', { title: card.title }), { bad: true })
        return
      }
      await readBoard()
    },
    [question, t, told, refuse],
  )

  const moves = useMemo(
    (): Moving => ({
      refuse,
      move(card, target, stage) {
        const ask = async () => {
          const version = Math.max(card.version, versions.get(card.id) ?? 0)
          const moved = await movedWithAsked(card.id, target.stageId, `[data-card="${String(card.id)}"]`, (fields) =>
            call('deals.move', {
              id: card.id,
              stageId: target.stageId,
              after: target.after,
              version,
              ...(fields ? { fields } : {}),
            }),
          )
          versions.set(card.id, moved.version)
        }
        void act(card, { ...target, stage }, ask, () => {
          // A card put higher or lower among its own says so by itself.
          if (card.stageId === target.stageId) return
          toast(t('moved.to', { title: card.title, stage: stage.name }), {
            action: { name: t('undo'), run: () => void undo(() => undoMove(card.id, me)) },
          })
        })
      },
      remove(card) {
        void act(
          card,
          null,
          () => call('deals.remove', { id: card.id }),
          () =>
            toast(t('removed.done', { title: card.title }), {
              action: { name: t('undo'), run: () => void undo(() => call('deals.restore', { id: card.id })) },
            }),
        )
      },
    }),
    [act, t, undo, me, refuse],
  )
  return { moves, refused }
}

/** Takes back one's own last move of a deal. */
export async function undoMove(id: number, me: number | undefined): Promise<void> {
  const { items } = await call('events.list', { record: 'deals', id, limit: 10 })
  const last = items.find(
    ({ name, actorId, undoes, undoneBy }) =>
      name === 'deals.moved' && actorId === me && undoes === null && undoneBy === null,
  )
  if (last) await call('events.undo', { id: last.id })
}
