import type { Page } from 'playwright-core'
import { ask } from '../e2e/app.ts'
import { inRounds, toldTask, viewport, type Desk } from './desk.ts'

/** what is scrolled through: as many as there are, up to these */
const mostCards = 10_000
const mostRows = 100_000
const fewRows = 2000

/** The largest column, as many of its cards read as there are, then gone through by wheel and by its bar. */
export async function measureColumn(desk: Desk): Promise<void> {
  const { page, report, say } = desk
  await page.goto('/deals?closed=true')
  await page.locator('[data-card]').first().waitFor()
  const board = await ask<{ columns: { stage: { id: number; name: string }; count: number }[] }>(page, 'deals.board', {
    closed: true,
    limit: 1,
  })
  const largest = board.columns.reduce((a, b) => (b.count > a.count ? b : a))
  const place = `[data-column="${String(largest.stage.id)}"] [data-cards]`
  await page.locator(place).scrollIntoViewIfNeeded()
  const cards = await readOn(page, place, 'data-index', Math.min(mostCards, largest.count))
  await scrollThrough(desk, 'column', place, cards)
  say(`browser: a column of ${String(cards)} cards: ${toldTask(report, 'column')}`)
}

/** A list of all contacts, read to the end of what is measured, then gone through. */
export async function measureList(desk: Desk): Promise<void> {
  const { page, report, say } = desk
  const place = '[role=grid]'
  await page.goto('/deals/list')
  await page.locator('[data-row]').first().waitFor()
  const deals = await readOn(page, place, 'aria-rowindex', fewRows)
  await scrollThrough(desk, 'list', place, deals)
  await page.goto('/contacts')
  await page.locator('[data-row]').first().waitFor()
  const { count } = await ask<{ count: number }>(page, 'contacts.totals')
  const rows = await readOn(page, place, 'aria-rowindex', Math.min(mostRows, count))
  await scrollThrough(desk, 'contacts', place, rows)
  say(`browser: list ${toldTask(report, 'list')}; of ${String(rows)} rows ${toldTask(report, 'contacts')}`)
}

/** Goes to the end again and again until so many are in the page's hands. */
async function readOn(page: Page, place: string, counted: string, wanted: number): Promise<number> {
  return page.evaluate(
    async ([selector, attribute, enough]) => {
      const scroll = document.querySelector<HTMLElement>(selector)!
      const last = () =>
        Math.max(
          0,
          ...[...scroll.querySelectorAll(`[${attribute}]`)].map((one) => Number(one.getAttribute(attribute)) + 1),
        )
      let seen = 0
      let idle = 0
      while (seen < enough && idle < 600) {
        scroll.scrollTop = scroll.scrollHeight
        await new Promise(requestAnimationFrame)
        const now = last()
        idle = now > seen ? 0 : idle + 1
        seen = Math.max(seen, now)
      }
      return seen
    },
    [place, counted, wanted] as const,
  )
}

async function scrollThrough(desk: Desk, name: string, place: string, count: number): Promise<void> {
  const { page, report } = desk
  const box = (await page.locator(place).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, viewport.height - box.y) / 2)
  await inRounds(desk, name, async () => {
    await page.evaluate((selector) => {
      const scroll = document.querySelector<HTMLElement>(selector)!
      scroll.scrollTop = scroll.scrollHeight / 2
    }, place)
    await page.waitForTimeout(300)
    for (let n = 0; n < 60; n++) {
      await page.mouse.wheel(0, n < 40 ? 240 : -240)
      await page.waitForTimeout(16)
    }
    // The bar pulled from place to place, also to the end, where more is read.
    for (const share of [0.1, 0.12, 0.15, 0.8, 0.82, 0.3, 0.5, 1, 0]) {
      await page.evaluate(
        ([selector, to]) => {
          const scroll = document.querySelector<HTMLElement>(selector)!
          scroll.scrollTop = scroll.scrollHeight * to
        },
        [place, share] as const,
      )
      await page.waitForTimeout(120)
    }
  })
  report.held[name] = { count, memoryMb: await memoryOf(desk) }
}

async function memoryOf({ context, page }: Desk): Promise<number> {
  const session = await context.newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return Math.round(usedSize / 2 ** 20)
}
