import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useRef, type RefObject } from 'react'

/** Where a line that is dragged would land is marked on the line that it would stand above or below. */
const mark = (row: HTMLElement, side: 'above' | 'below' | null) => {
  if (side) row.dataset['landing'] = side
  else delete row.dataset['landing']
}

/** Takes a line by its handle and tells to which place it was dragged; from the keyboard Alt and an arrow do the same. */
export function useLineDrag(
  sheet: RefObject<HTMLElement | null>,
  editable: boolean,
  onMove: (from: number, to: number) => void,
): void {
  const moved = useRef(onMove)
  useEffect(() => {
    moved.current = onMove
  })
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => source.data['sheet'] === sheet,
        onDrop({ source, location }) {
          const [target] = location.current.dropTargets
          if (!target) return
          const [from, over] = [source.data['line'] as number, target.data['line'] as number]
          const to = over + (target.data['side'] === 'below' ? 1 : 0)
          // Taken out from above, the others have come up by one.
          moved.current(from, to > from ? to - 1 : to)
        },
      }),
    [sheet],
  )
  // The lines are other elements after every change; tying them is cheap.
  useEffect(() => {
    if (!editable) return
    const rows = [...(sheet.current?.querySelectorAll<HTMLElement>('tr[data-line]') ?? [])]
    const ends = rows.flatMap((row) => {
      const handle = row.querySelector<HTMLElement>('[data-handle]')
      if (!handle) return []
      const line = Number(row.dataset['line'])
      return [
        draggable({ element: row, dragHandle: handle, getInitialData: () => ({ sheet, line }) }),
        dropTargetForElements({
          element: row,
          canDrop: ({ source }) => source.data['sheet'] === sheet,
          getData({ input }) {
            const { top, height } = row.getBoundingClientRect()
            return { line, side: input.clientY > top + height / 2 ? 'below' : 'above' }
          },
          onDrag: ({ self }) => mark(row, self.data['side'] as 'above' | 'below'),
          onDragLeave: () => mark(row, null),
          onDrop: () => mark(row, null),
        }),
      ]
    })
    return () => {
      for (const end of ends) end()
    }
  })
}
