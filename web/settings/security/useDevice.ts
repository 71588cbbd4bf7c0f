import { useCallback } from 'react'
import { useWords } from '../../words.ts'
import { deviceOf } from './device.ts'

/** Calls a browser by its name: `Chrome on Windows`. */
export function useDevice(): (userAgent: string) => string {
  const t = useWords()
  return useCallback(
    (userAgent) => {
      const { browser, system } = deviceOf(userAgent)
      if (browser && system) return t('security.device', { browser, system })
      const known = browser ?? system
      return known ? t('security.device.browser', { browser: known }) : t('security.device.unknown')
    },
    [t],
  )
}
