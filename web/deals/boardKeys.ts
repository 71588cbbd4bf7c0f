import { useCallback, useEffect, useRef } from 'react'
import type { Refused } from './moving.ts'

/** Where an arrow leads: so many columns across, so many cards down. */
export const arrows: Record<string, { across: number; down: number } | undefined> = {
  ArrowLeft: { across: -1, down: 0 },
  ArrowRight: { across: 1, down: 0 },
  ArrowUp: { across: 0, down: -1 },
  ArrowDown: { across: 0, down: 1 },
}

/** Takes the focus along with a card that was moved by keyboard, also back; where it can't be seen, to its neighbour. */
export function useFollow(region: { current: HTMLElement | null }, refused: Refused | null) {
  const last = useRef<number>(undefined)
  const follow = useCallback(
    (id: number, stageId: number | null, neighbour: number | undefined) => {
      last.current = id
      const find = (card: number | undefined) =>
        region.current?.querySelector<HTMLElement>(`[data-card="${String(card)}"]`)
      const look = (frames: number) => {
        const card = find(id)
        // In its old column it is about to go.
        const there = card?.closest<HTMLElement>('[data-column]')?.dataset['column'] === String(stageId)
        if (card && there) card.focus()
        else if (frames > 0) requestAnimationFrame(() => look(frames - 1))
        else (find(id) ?? find(neighbour))?.focus()
      }
      requestAnimationFrame(() => look(framesToLook))
    },
    [region],
  )
  useEffect(() => {
    if (refused && refused.id === last.current) follow(refused.id, null, undefined)
  }, [refused, follow])
  return follow
}
const framesToLook = 20

/** Goes to the next card of the column, or to the card at the same height of the next column that has one. */
export function focusNeighbour(board: HTMLElement, at: HTMLElement, across: number, down: number): void {
  const columns = [...board.querySelectorAll<HTMLElement>('[data-column]')].map((column) =>
    // As they stand, which is not always the order in the page.
    [...column.querySelectorAll<HTMLElement>('[data-card]')].sort((a, b) => topOf(a) - topOf(b)),
  )
  const x = columns.findIndex((cards) => cards.includes(at))
  const y = columns[x]?.indexOf(at) ?? 0
  if (down) return y + down < 0 ? undefined : columns[x]?.[y + down]?.focus()
  const top = topOf(at)
  for (let i = x + across; columns[i]; i += across) {
    const away = (card: HTMLElement) => Math.abs(topOf(card) - top)
    const [nearest] = columns[i]!.sort((a, b) => away(a) - away(b))
    if (nearest) return nearest.focus()
  }
}

const topOf = (card: HTMLElement) => card.getBoundingClientRect().top
