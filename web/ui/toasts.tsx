import { IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useWords } from '../words.ts'
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

/** Says something at the edge of the screen for a while; with an action, as "undo". */
export function toast(text: string, options: { bad?: boolean; action?: { name: string; run(): void } } = {}): void {
  const id = ++last
  set([...shown.slice(-2), { id, text, bad: options.bad ?? false, action: options.action }])
  setTimeout(() => drop(id), stays)
}

export function Toasts() {
  const t = useWords()
  const list = useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => shown)
  return (
    <div className={css.stack} aria-live="polite">
      {list.map(({ id, text, bad, action }) => (
        <div key={id} className={`${css.toast} ${bad ? css.bad : ''}`} role={bad ? 'alert' : 'status'}>
          <span>{text}</span>
          {action && (
            <button type="button" className={css.action} onClick={() => { drop(id); action.run() }}>{action.name}</button>
          )}
          <button type="button" className="btn icon" aria-label={t('close')} onClick={() => drop(id)}><IconX size={16} /></button>
        </div>
      ))}
    </div>
  )
}
