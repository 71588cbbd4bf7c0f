import { useSyncExternalStore } from 'react'

const phone = window.matchMedia('(max-width: 640px)')

/** Whether the screen is as narrow as a phone: where that takes another screen, not only another style. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      phone.addEventListener('change', watcher)
      return () => phone.removeEventListener('change', watcher)
    },
    () => phone.matches,
  )
