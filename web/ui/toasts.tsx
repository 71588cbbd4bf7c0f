import { IconAlertCircle, IconX } from '@tabler/icons-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useWords } from '../words.ts'
import { Key } from './Key.tsx'
import { isTyping, mod } from './keys.ts'
import { isHeldByDialog } from './layers.ts'
import css from './toasts.module.css'

interface Toast {
  id: number
  text: string
  bad: boolean
  action: { name: string; run(): void } | undefined
}
/** What went wrong is read more slowly. */
const [stays, staysBad] = [7000, 20_000]
const atMost = 3
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
  set([...shown.slice(1 - atMost), { id, text, bad: options.bad ?? false, action: options.action }])
}

export function Toasts() {
  const list = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => shown,
  )
  useEffect(() => {
    const undo = (event: KeyboardEvent) => {
      if (
        event.code !== 'KeyZ' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        isTyping(event.target) ||
        isHeldByDialog()
      )
        return
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
    <div className={css.stack} role="status" aria-live="polite">
      {list.map((one) => (
        <Shown key={one.id} toast={one} latest={one === latest} />
      ))}
    </div>
  )
}

/** Goes by itself after a while, but not under the eyes: pointed at or focused, it stays. */
function Shown({ toast, latest }: { toast: Toast; latest: boolean }) {
  const t = useWords()
  const { id, text, bad, action } = toast
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState(false)
  const kept = pointed || focused
  useEffect(() => {
    if (kept) return
    const timer = setTimeout(() => drop(id), bad ? staysBad : stays)
    return () => clearTimeout(timer)
  }, [id, bad, kept])
  return (
    <div
      className={`${css.toast} ${bad ? css.bad : ''}`}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      {bad && <IconAlertCircle size={16} stroke={1.75} aria-hidden />}
      <span>{text}</span>
      {action && (
        <button
          type="button"
          className={css.action}
          aria-keyshortcuts={latest ? 'Control+Z' : undefined}
          onClick={() => act(toast)}
        >
          {action.name}
          {latest && <Key name={`${mod} Z`} />}
        </button>
      )}
      <button type="button" className="btn icon" aria-label={t('close')} onClick={() => drop(id)}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </button>
    </div>
  )
}

function act({ id, action }: Toast): void {
  drop(id)
  action?.run()
}
