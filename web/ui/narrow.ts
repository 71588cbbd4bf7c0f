import { useSyncExternalStore } from 'react'

const phone = window.matchMedia('(max-width: 640px)')
const column = window.matchMedia('(max-width: 1020px)')

/** Whether the screen is as narrow as a phone: where that takes another screen, not only another style. */
export const useNarrow = (): boolean => useMatch(phone)

/** Whether a card has room for one column only. */
export const useOneColumn = (): boolean => useMatch(column)

const useMatch = (media: MediaQueryList): boolean =>
  useSyncExternalStore(
    (watcher) => {
      media.addEventListener('change', watcher)
      return () => media.removeEventListener('change', watcher)
    },
    () => media.matches,
  )
