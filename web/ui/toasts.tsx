import { IconAlertCircle, IconX } from '@tabler/icons-react'
import { useEffect, useSyncExternalStore } from 'react'
import { useWords } from '../words.ts'
import { Key } from './Key.tsx'
import css from './toasts.module.css'

interface Toast {
  id: number
  text: string
  bad: boolean
  action: { name: string; run(): void } | undefined
}
const stays = 7000
let shown: readonly Toast[] = []
let last = 0
const watchers = new Set<() => void>()
const set = (next: readonly Toast[]) => {
  shown = next
  for (const watcher of watchers) watcher()
}
const drop = (id: number) => set(shown.filter((toast) => toast.id !== id))

/** Says something at the edge of the screen for a while; with an action, as "undo", which Ctrl Z does too. */
export function toast(text: string, options: { bad?: boolean; action?: { name: string; run(): void } } = {}): void {
  const id = ++last
  set([...shown.slice(-2), { id, text, bad: options.bad ?? false, action: options.action }])
  setTimeout(() => drop(id), stays)
}

export function Toasts() {
  const t = useWords()
  const list = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => shown,
  )
  useEffect(() => {
    const undo = (event: KeyboardEvent) => {
      if (event.code !== 'KeyZ' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isTyping(event.target)) return
      const latest = shown.findLast(({ action }) => action)
      if (!latest) return
      event.preventDefault()
      act(latest)
    }
    document.addEventListener('keydown', undo)
    return () => document.removeEventListener('keydown', undo)
  }, [])
  const latest = list.findLast(({ action }) => action)
  return (
    <div className={css.stack} aria-live="polite">
      {list.map((one) => (
        <div key={one.id} className={`${css.toast} ${one.bad ? css.bad : ''}`}>
          {one.bad && <IconAlertCircle size={16} stroke={1.75} aria-hidden />}
          <span>{one.text}</span>
          {one.action && (
            <button type="button" className={css.action} onClick={() => act(one)}>
              {one.action.name}
              {one === latest && <Key name={undoKey} />}
            </button>
          )}
          <button type="button" className="btn icon" aria-label={t('close')} onClick={() => drop(one.id)}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}

const undoKey = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘ Z' : 'Ctrl Z'

function act({ id, action }: Toast): void {
  drop(id)
  action?.run()
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
