import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useMe } from '../queries.ts'
import { isBare, isTyping } from '../ui/keys.ts'
import { isHeldByDialog } from '../ui/layers.ts'
import { chosenDeal, closeWindow, openWindow, useWindow } from '../shell/windows.ts'

const loadPalette = () => import('./Palette.tsx')
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })))
const Keys = lazy(() => import('./Keys.tsx').then((module) => ({ default: module.Keys })))
const NewDealWindow = lazy(() => import('./NewDealWindow.tsx').then((module) => ({ default: module.NewDealWindow })))
const PasswordWindow = lazy(() =>
  import('../shell/PasswordWindow.tsx').then((module) => ({ default: module.PasswordWindow })),
)

/** The windows that can be opened from anywhere, and the keys that open them. */
export function Windows() {
  const open = useWindow()
  const { pathname } = useLocation()
  const may = useMe()?.may.add.includes('deals') === true
  const opensNewDeal = may && pathname !== '/deals' && pathname !== '/deals/list'

  const isOpen = open !== null

  // It is not part of the first picture, but what is typed right after Ctrl K must not miss it.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), 1000)
    return () => clearTimeout(timer)
  }, [])

  useEffect(() => {
    const command = (event: KeyboardEvent) => {
      if (event.code !== 'KeyK' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      event.stopPropagation()
      if (!isHeldByDialog()) openWindow({ kind: 'palette', step: { kind: 'all' } })
    }
    const key = (event: KeyboardEvent) => {
      // What is typed while a window is still on its way is meant for it.
      if (isOpen || event.defaultPrevented || !isBare(event) || isTyping(event.target) || isHeldByDialog()) return
      if (event.key === '?') openWindow({ kind: 'keys' })
      else if (event.code === 'KeyN' && !event.shiftKey && opensNewDeal) openWindow({ kind: 'newDeal', title: '' })
      else if (event.code === 'KeyM' && !event.shiftKey && chosenDeal() !== undefined)
        openWindow({ kind: 'palette', step: { kind: 'stage', deal: chosenDeal()! } })
      else return
      event.preventDefault()
    }
    // The first is everybody's; what a page does with a bare key goes before ours.
    window.addEventListener('keydown', command, true)
    window.addEventListener('keydown', key)
    return () => {
      window.removeEventListener('keydown', command, true)
      window.removeEventListener('keydown', key)
    }
  }, [isOpen, opensNewDeal])

  if (!open) return null
  const { window: shown, deal } = open
  return (
    <Suspense>
      {shown.kind === 'palette' && <Palette step={shown.step} deal={deal} onClose={closeWindow} />}
      {shown.kind === 'keys' && <Keys onClose={closeWindow} />}
      {shown.kind === 'newDeal' && <NewDealWindow title={shown.title} onClose={closeWindow} />}
      {shown.kind === 'password' && <PasswordWindow onClose={closeWindow} />}
    </Suspense>
  )
}
