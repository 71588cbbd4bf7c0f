import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext } from 'playwright-core'
import { ask } from '../e2e/app.ts'
import { openBrowser } from '../e2e/browser.ts'
import { goals, type BrowserReport } from './browserReport.ts'
import { add, at, begin, finish, inRounds, round, told, toldTask, viewport, type Desk } from './desk.ts'
import type { Person } from './entrance.ts'
import { installProbe } from './probe.ts'
import { measureColumn, measureList } from './scrolling.ts'

const loads = 7
const drops = 12
const switches = 10
const manyLines = 60

/** Measures what a person sees, in a headless Chromium on this machine, signed in as who sees all. */
export async function measureBrowser(
  address: string,
  person: Person,
  say: (text: string) => void,
): Promise<BrowserReport> {
  const browser = await openBrowser()
  try {
    const first = await newContext(browser, address)
    const page = await first.newPage()
    await page.goto('/signin')
    await page.fill('[name=email]', person.email)
    await page.fill('[name=password]', person.password)
    await page.click('button[type=submit]')
    await page.locator('[data-card]').first().waitFor()
    const state = await first.storageState()
    const desk: Desk = {
      browser,
      context: first,
      page,
      say,
      report: { entryKb: 0, boardSeconds: 0, dropMs: 0, longestTaskMs: 0, times: {}, tasks: {}, held: {} },
    }
    await measureLoads(desk, () => newContext(browser, address, state))
    await measureDrops(desk)
    await measureSwitches(desk)
    await measureLines(desk)
    await measureColumn(desk)
    await measureList(desk)
    const { report } = desk
    report.longestTaskMs = Math.max(...Object.values(report.tasks).map(({ longest }) => longest))
    return report
  } finally {
    await browser.close()
  }
}

async function newContext(browser: Browser, address: string, storageState?: StorageState): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: address,
    viewport,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    ...(storageState ? { storageState } : {}),
  })
  await context.addInitScript(installProbe)
  return context
}
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

/** A browser that has never been here: what it loads, and how long until the cards are on the screen. */
async function measureLoads({ report, say }: Desk, open: () => Promise<BrowserContext>): Promise<void> {
  const times: number[] = []
  for (let n = 0; n <= loads; n++) {
    const context = await open()
    const page = await context.newPage()
    const scripts: Promise<number>[] = []
    // Who looks at the scripts is not timed.
    const looks = n === 0
    page.on('response', (response) => {
      if (looks && response.request().resourceType() === 'script') scripts.push(response.body().then(packed))
    })
    await page.goto('/deals')
    await page.waitForFunction(() => window.bench.board !== null)
    if (!looks) times.push(await page.evaluate(() => window.bench.board!))
    else report.entryKb = Math.round((await Promise.all([...scripts])).reduce((all, size) => all + size, 0) / 1024)
    await context.close()
  }
  report.boardSeconds = round(at(times, 0.5) / 1000, 2)
  add(report, 'board', times, goals.board)
  say(`browser: entry ${String(report.entryKb)} KB, board after ${String(report.boardSeconds)} s`)
}

const packed = (script: Buffer) => gzipSync(script, { level: 9 }).length

/** A card to the next column and back, by mouse and by keyboard. */
async function measureDrops({ page, report, say }: Desk): Promise<void> {
  await page.goto('/deals')
  const columns = page.locator('[data-column]')
  await columns.nth(1).locator('[data-card]').first().waitFor()
  const ids = await columns.evaluateAll((all) => all.map((column) => (column as HTMLElement).dataset['column']!))
  const byMouse: number[] = []
  const byKey: number[] = []
  for (let n = 0; n < drops * 2; n++) {
    const [from, to] = n % 2 ? [1, 0] : [0, 1]
    const card = columns.nth(from).locator('[data-card]').nth(1)
    const id = (await card.getAttribute('data-card'))!
    const there = `[data-column="${ids[to]!}"] [data-card="${id}"]`
    if (n < drops) {
      const start = (await card.boundingBox())!
      const end = (await columns.nth(to).boundingBox())!
      await page.mouse.move(start.x + 60, start.y + 30)
      await page.mouse.down()
      await page.mouse.move(start.x + 80, start.y + 40, { steps: 4 })
      await page.mouse.move(end.x + end.width / 2, end.y + 300, { steps: 8 })
      await page.waitForTimeout(100)
      await begin(page, 'drop', there)
      await page.mouse.up()
      byMouse.push(await finish(page))
    } else {
      await card.focus()
      await begin(page, 'keydown', there)
      await page.keyboard.press(to > from ? 'Alt+ArrowRight' : 'Alt+ArrowLeft')
      byKey.push(await finish(page))
    }
    await page.waitForTimeout(600)
  }
  add(report, 'drop', byMouse, goals.drop)
  add(report, 'drop_by_key', byKey, goals.drop)
  report.dropMs = report.times['drop']!.p95
  say(`browser: drop ${told(report, 'drop')}, by key ${told(report, 'drop_by_key')}`)
}

/** From the board to the list and back. */
async function measureSwitches({ page, report, say }: Desk): Promise<void> {
  await page.goto('/deals')
  await page.locator('[data-card]').first().waitFor()
  await page.waitForTimeout(2500)
  const times: number[] = []
  for (let n = 0; n < switches; n++) {
    for (const [view, seen] of [
      ['/deals/list', '[data-row]'],
      ['/deals', '[data-card]'],
    ] as const) {
      const link = page.locator(`nav a[href="${view}"].btn, nav a[href^="${view}?"].btn`).first()
      await begin(page, 'click', seen)
      await link.click()
      times.push(await finish(page))
      await page.waitForTimeout(400)
    }
  }
  add(report, 'switch_first', times.slice(0, 1), goals.switch)
  add(report, 'switch', times.slice(1), goals.switch)
  say(`browser: switch ${told(report, 'switch')}, the first ${told(report, 'switch_first')}`)
}

/** Typing into a deal of many lines: figures, the next cell, the name of a product. */
async function measureLines(desk: Desk): Promise<void> {
  const { page, report, say } = desk
  const { items } = await ask<{ items: { id: number }[] }>(page, 'deals.list', {
    filter: { field: 'state', op: 'eq', value: 'open' },
    limit: 1,
    fields: ['title'],
  })
  const products = await ask<{ items: { id: number }[] }>(page, 'products.list', {
    filter: { field: 'active', op: 'eq', value: true },
    limit: manyLines,
    fields: ['name'],
  })
  const id = items[0]!.id
  await ask(page, 'deals.setProducts', {
    id,
    lines: products.items.map((product, n) => ({ productId: product.id, quantity: String(n + 1) })),
  })
  await page.goto(`/deals/${String(id)}?tab=products`)
  const lines = page.locator('[data-line]')
  await lines.nth(manyLines).waitFor()
  await page.evaluate(() => void (window.bench.keys = []))
  await inRounds(desk, 'lines', async () => {
    for (const at of [5, 30, 55]) {
      for (const column of ['quantity', 'price', 'discount']) {
        await lines.nth(at).locator(`[data-into=${column}]`).focus()
        await page.keyboard.type(String(Math.floor(10 + Math.random() * 80)), { delay: 60 })
        await page.keyboard.press('Tab')
        await page.waitForTimeout(150)
      }
      // A moment of rest: what was typed is saved and comes back.
      await page.waitForTimeout(1000)
    }
    await lines.nth(manyLines).locator('[data-into=name]').focus()
    await page.keyboard.type('насос', { delay: 90 })
    await page.waitForTimeout(400)
    await page.keyboard.press('Escape')
  })
  add(report, 'key_in_lines', await page.evaluate(() => window.bench.keys), goals.task)
  say(`browser: lines ${told(report, 'key_in_lines')}, ${toldTask(report, 'lines')}`)
}
