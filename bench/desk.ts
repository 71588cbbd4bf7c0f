import type { Browser, BrowserContext, Page } from 'playwright-core'
import { goals, type BrowserReport } from './browserReport.ts'
import { tasksOf, type Tasks } from './probe.ts'

export const viewport = { width: 1440, height: 900 }
const rounds = 3

/** What measuring needs at hand. */
export interface Desk {
  browser: Browser
  context: BrowserContext
  page: Page
  report: BrowserReport
  say(text: string): void
}

/** The median of some rounds: one that a neighbour has slowed down says little. */
export async function inRounds({ browser, page, report }: Desk, name: string, act: () => Promise<void>): Promise<void> {
  const all: Tasks[] = []
  for (let n = 0; n < rounds; n++) all.push(await tasksOf(browser, page, act))
  const middle = (key: keyof Tasks) =>
    round(
      at(
        all.map((tasks) => tasks[key]),
        0.5,
      ),
      1,
    )
  report.tasks[name] = {
    longest: middle('longest'),
    processor: middle('processor'),
    over: middle('over'),
    frame: middle('frame'),
    goal: goals.task,
  }
}

/** From the next event of a kind to the picture of what it leads to. */
export const begin = (page: Page, event: string, selector: string) =>
  page.evaluate(([name, wanted]) => window.bench.begin(name, wanted), [event, selector] as const)
export const finish = (page: Page) => page.evaluate(() => window.bench.end())

export function add(report: BrowserReport, name: string, times: number[], goal: number): void {
  const came = times.filter((time) => time > 0)
  report.times[name] = { p50: round(at(came, 0.5), 1), p95: round(at(came, 0.95), 1), goal }
}

export const told = ({ times }: BrowserReport, name: string) =>
  `p50 ${String(times[name]!.p50)}, p95 ${String(times[name]!.p95)}`
export const toldTask = ({ tasks }: BrowserReport, name: string) =>
  `longest task ${String(tasks[name]!.longest)} (${String(tasks[name]!.processor)} of processor)`

export const at = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
export const round = (value: number, digits: number) => Number(value.toFixed(digits))
