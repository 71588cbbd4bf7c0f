import type { Browser, Page } from 'playwright-core'

/** What the page itself measures; put into it before anything else runs. Times in milliseconds. */
export interface Probe {
  /** when the first card was on the screen, since the navigation began */
  board: number | null
  /** waits for the next event of a kind, then for what it leads to, then for the picture of that */
  begin(event: string, selector: string): void
  /** how long that took; 0: it did not come */
  end(): Promise<number>
  /** every key pressed, until its picture */
  keys: number[]
  /** the longest wait between two pictures since it was last asked */
  longestGap(): number
}

declare global {
  interface Window {
    bench: Probe
  }
}

export function installProbe(): void {
  // A message is read after the picture that a frame callback has asked for.
  const afterPaint = (act: () => void) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = act
    channel.port2.postMessage(null)
  }
  const frames = (found: () => boolean, act: (now: number) => void) => {
    const look = () => {
      if (found()) afterPaint(() => act(performance.now()))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }
  let waiting = Promise.resolve(0)
  let gap = 0
  let last = 0
  const beat = (now: number) => {
    if (last) gap = Math.max(gap, now - last)
    last = now
    requestAnimationFrame(beat)
  }
  requestAnimationFrame(beat)
  const probe: Probe = {
    board: null,
    begin(event, selector) {
      waiting = new Promise((done) => {
        addEventListener(
          event,
          ({ timeStamp }) =>
            frames(
              () => document.querySelector(selector) !== null || performance.now() - timeStamp > 5000,
              (now) => done(document.querySelector(selector) ? now - timeStamp : 0),
            ),
          { capture: true, once: true },
        )
      })
    },
    end: () => waiting,
    keys: [],
    longestGap() {
      const longest = gap
      gap = 0
      return longest
    },
  }
  window.bench = probe
  frames(
    () => document.querySelector('[data-card]') !== null,
    (now) => (probe.board = now),
  )
  addEventListener(
    'keydown',
    ({ timeStamp }) => requestAnimationFrame(() => afterPaint(() => probe.keys.push(performance.now() - timeStamp))),
    { capture: true },
  )
}

export interface Tasks {
  /** the longest task of the page's thread, as it was waited for */
  longest: number
  /** the most processor time that one took, which neighbours change little */
  processor: number
  /** how many took more than 50 ms */
  over: number
  /** the longest wait between two pictures */
  frame: number
}

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

/** Does something and tells how long the tasks were that it took in the page. */
export async function tasksOf(browser: Browser, page: Page, act: () => Promise<void>): Promise<Tasks> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await page.evaluate(() => void window.bench.longestGap())
  await act()
  const gap = await page.evaluate(() => window.bench.longestGap())
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  return { ...readTrace(traceEvents), frame: gap }
}

function readTrace(events: TraceEvent[]): Omit<Tasks, 'frame'> {
  const thread = ({ pid, tid }: TraceEvent) => `${String(pid)}:${String(tid)}`
  const pages = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(thread),
  )
  const tasks = events.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && event.ph === 'X' && pages.has(thread(event)),
  )
  const most = (times: number[]) => times.reduce((a, b) => Math.max(a, b), 0) / 1000
  return {
    longest: most(tasks.map(({ dur = 0 }) => dur)),
    processor: most(tasks.map(({ tdur = 0 }) => tdur)),
    over: tasks.filter(({ dur = 0 }) => dur > 50_000).length,
  }
}
