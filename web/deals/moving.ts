import { useCallback } from 'react'
import { ApiError, call } from '../api.ts'
import { queries } from '../queries.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { readBoard, showLeaving, showMove, type BoardQuestion, type Card, type Stage, type Target } from './boardData.ts'

/** What can be done to a card on the board. All of it shows at once and is put back with the reason if it is refused. */
export interface Moving {
  move(card: Card, target: Target, stage: Stage): void
  remove(card: Card): void
}

export function useMoving(question: BoardQuestion): Moving {
  const t = useWords()
  const told = useCallback((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
    return error.code === 'offline' ? t('state.offline') : error.message
  }, [t])

  const undo = useCallback(async (act: () => Promise<unknown>) => {
    try {
      await act()
      toast(t('undone'))
    } catch (error) {
      toast(told(error), { bad: true })
    }
    await readBoard()
  }, [t, told])

  const move = useCallback((card: Card, target: Target, stage: Stage) => {
    showMove(question, card, target)
    void (async () => {
      try {
        await call('deals.move', { id: card.id, stageId: target.stageId, after: target.after, version: card.version })
        if (card.stageId !== target.stageId) {
          toast(t('moved.to', { title: card.title, stage: stage.name }), {
            action: { name: t('undo'), run: () => void undo(() => undoLast(card.id)) },
          })
        }
      } catch (error) {
        toast(t('moved.back', { title: card.title, reason: told(error) }), { bad: true })
      }
      await queries.invalidateQueries({ queryKey: ['deals', 'board', 'columns'] })
    })()
  }, [question, t, told, undo])

  const remove = useCallback((card: Card) => {
    showLeaving(question, card, null)
    void (async () => {
      try {
        await call('deals.remove', { id: card.id })
        toast(t('removed.done', { title: card.title }), {
          action: { name: t('undo'), run: () => void undo(() => call('deals.restore', { id: card.id })) },
        })
      } catch (error) {
        toast(t('moved.back', { title: card.title, reason: told(error) }), { bad: true })
      }
      await readBoard()
    })()
  }, [question, t, told, undo])

  return { move, remove }
}

/** Takes back the last thing that happened to a deal. */
async function undoLast(id: number): Promise<void> {
  const { items } = await call('events.list', { record: 'deals', id, limit: 1 })
  if (items[0]) await call('events.undo', { id: items[0].id })
}
