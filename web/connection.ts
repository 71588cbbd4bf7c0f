import { useSyncExternalStore } from 'react'

/** Shorter breaks are not worth telling. */
const toldAfter = 1500
const [askedFirst, askedAtMost] = [500, 5000]

let told = false
/** set while the server does not answer */
let asking: { timer: ReturnType<typeof setTimeout>; telling: ReturnType<typeof setTimeout> } | null = null
let waiting: (() => void)[] = []
const watchers = new Set<() => void>()
const backs = new Set<() => void>()

function tell(next: boolean): void {
  if (told === next) return
  told = next
  for (const watcher of watchers) watcher()
}

/** The server did not answer. It is asked again and again until it does. */
export function lost(): void {
  if (asking) return
  asking = {
    timer: setTimeout(() => void ask(askedFirst), askedFirst),
    telling: setTimeout(() => tell(true), toldAfter),
  }
}

/** The server has answered. */
export function heard(): void {
  if (!asking) return
  clearTimeout(asking.timer)
  clearTimeout(asking.telling)
  asking = null
  const [go, wasTold] = [waiting, told]
  waiting = []
  tell(false)
  for (const one of go) one()
  if (wasTold) for (const back of backs) back()
}

async function ask(pause: number): Promise<void> {
  const answer = await fetch('/health', { cache: 'no-store' }).catch(() => null)
  if (answer?.ok) return heard()
  if (!asking) return
  const next = Math.min(pause * 1.5, askedAtMost)
  asking.timer = setTimeout(() => void ask(next), next)
}

/** Asks at once whether the server is there again. */
export async function askNow(): Promise<void> {
  if (!asking) return
  clearTimeout(asking.timer)
  await ask(askedFirst)
}

/** Until the server answers. */
export const answering = (): Promise<void> => (asking ? new Promise((done) => waiting.push(done)) : Promise.resolve())

/** Calls when the server is back after a break that was told of. */
export function whenBack(act: () => void): () => void {
  backs.add(act)
  return () => void backs.delete(act)
}

/** Whether the server can be heard. */
export const useOnline = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => !told,
  )
