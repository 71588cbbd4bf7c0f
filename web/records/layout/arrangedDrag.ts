import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element'
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useRef, type RefObject } from 'react'

/** What was dragged and upon what: a field or a section, above or below another, into a section, or off the card. */
export interface Dropped {
  field?: string
  section?: string
  onField?: string
  onSection?: string
  off?: boolean
  below: boolean
}

const mark = (element: HTMLElement, side: 'above' | 'below' | null) => {
  if (side) element.dataset['landing'] = side
  else delete element.dataset['landing']
}

/** Takes fields and sections by their handles: `data-placed`, `data-arranged`, and `data-off` for what is on no card. */
export function useArrangedDrag(editor: RefObject<HTMLElement | null>, onDrop: (dropped: Dropped) => void): void {
  const dropped = useRef(onDrop)
  useEffect(() => {
    dropped.current = onDrop
  })
  useEffect(() => {
    const scrolls = editor.current?.closest<HTMLElement>('[role=tabpanel]')
    const ends = [
      monitorForElements({
        canMonitor: ({ source }) => source.data['editor'] === editor,
        onDrop({ source, location }) {
          const [target] = location.current.dropTargets
          if (target) dropped.current({ ...source.data, ...target.data } as unknown as Dropped)
        },
      }),
      ...(scrolls ? [autoScrollForElements({ element: scrolls })] : []),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [editor])
  // They are other elements after every change; tying them is cheap.
  useEffect(() => {
    const all = (selector: string) => [...(editor.current?.querySelectorAll<HTMLElement>(selector) ?? [])]
    const taken = (element: HTMLElement, data: Record<string, string>) => {
      const dragHandle = element.querySelector<HTMLElement>('[data-grip]')
      return dragHandle ? [draggable({ element, dragHandle, getInitialData: () => ({ editor, ...data }) })] : []
    }
    const target = (element: HTMLElement, data: Record<string, string | boolean>, of: 'field' | 'section' | null) =>
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data['editor'] === editor && (of === null || of in source.data),
        getData({ input, source }) {
          const { top, height } = element.getBoundingClientRect()
          // A field upon a section goes into it, wherever it is let go.
          const below = !('onField' in data) && 'field' in source.data ? true : input.clientY > top + height / 2
          return { ...data, below }
        },
        onDrag: ({ self, location }) =>
          mark(
            element,
            location.current.dropTargets[0]?.element === element ? (self.data['below'] ? 'below' : 'above') : null,
          ),
        onDragLeave: () => mark(element, null),
        onDrop: () => mark(element, null),
      })
    const ends = [
      ...all('[data-placed]').flatMap((row) => {
        const field = row.dataset['placed']!
        return [...taken(row, { field }), target(row, { onField: field }, 'field')]
      }),
      ...all('[data-arranged]').flatMap((row) => {
        const section = row.dataset['arranged']!
        return [...taken(row, { section }), target(row, { onSection: section }, null)]
      }),
      ...all('[data-off]').map((row) => target(row, { off: true }, 'field')),
    ]
    return () => {
      for (const end of ends) end()
    }
  })
}
