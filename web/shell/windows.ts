import { useSyncExternalStore } from 'react'

/** What the palette asks: anything at all, or one thing that a command needs. */
export type Step = { kind: 'all' } | { kind: 'stage'; deal: number } | { kind: 'zone' }
/** A window of the shell; one is open at a time. */
export type ShellWindow =
  { kind: 'palette'; step: Step } | { kind: 'keys' } | { kind: 'newDeal'; title: string } | { kind: 'password' }

let open: { window: ShellWindow; deal: number | undefined } | null = null
const watchers = new Set<() => void>()
const set = (next: typeof open) => {
  open = next
  for (const watcher of watchers) watcher()
}

/** Opens a window over the page. The deal that is open or focused at that moment is the one that commands are about. */
export function openWindow(window: ShellWindow): void {
  set({ window, deal: chosenDeal() ?? (open?.window.kind === 'palette' ? open.deal : undefined) })
}
export const closeWindow = (): void => set(null)

export const useWindow = (): typeof open =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => open,
  )

/** The deal whose card is open, or whose card on the board or row of the list has the focus. */
export function chosenDeal(): number | undefined {
  const { pathname, search } = location
  if (!/^\/deals(\/|$)/.test(pathname)) return undefined
  const row = document.activeElement?.closest<HTMLElement>('[data-card], [data-row]')
  const named = /^\/deals\/(\d+)$/.exec(pathname)?.[1] ?? new URLSearchParams(search).get('deal')
  const id = Number(named ?? row?.dataset['card'] ?? row?.dataset['row'])
  return Number.isInteger(id) && id > 0 ? id : undefined
}
