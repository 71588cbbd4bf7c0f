import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

const many = 90
let app: App
let page: Page
let problems: string[]
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  await page.evaluate(async (count) => {
    for (let n = 1; n <= count; n++)
      await fetch('/api/deals.create', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: `Deal of the day ${String(n)}`, amount: '10', stageId: 1 }),
      })
  }, many)
  await page.reload()
  await column(1).locator('[data-card]').first().waitFor()
})
after(() => app.stop())

const column = (stage: number) => page.locator(`[data-column="${String(stage)}"]`)
const scroller = () => column(1).locator('[data-cards]')
const topOf = (what: Locator) => what.evaluate((element) => element.getBoundingClientRect().top)

test('a column holds few cards in the page and brings the rest as one scrolls', async () => {
  assert.ok((await page.locator('[data-card]').count()) < 40)
  const oldest = page.getByRole('article', { name: 'Deal of the day 1', exact: true })
  for (let i = 0; i < 40 && !(await oldest.count()); i++) {
    await scroller().evaluate((element) => (element.scrollTop = element.scrollHeight))
    await page.waitForTimeout(60)
  }
  await oldest.waitFor()
  assert.ok((await page.locator('[data-card]').count()) < 40)
})

test('what others do moves neither what one reads nor the focus', async () => {
  await scroller().evaluate((element) => (element.scrollTop = 2500))
  await page.waitForTimeout(200)
  const read = await scroller().evaluate((element) => {
    const edge = element.getBoundingClientRect().top
    const cards = [...element.querySelectorAll<HTMLElement>('[data-card]')]
    return cards.find((card) => card.getBoundingClientRect().top > edge + 100)?.dataset['card'] ?? ''
  })
  const card = page.locator(`[data-card="${read}"]`)
  await card.focus()
  const before = await topOf(card)
  await ask(page, 'deals.create', { title: 'From elsewhere', amount: '10', stageId: 1 })
  await column(1)
    .getByRole('heading', { name: String(many + 1) })
    .waitFor({ timeout: 2000 })
  await page.waitForTimeout(300)
  const moved = (await topOf(card)) - before
  assert.ok(Math.abs(moved) <= 2, `moved by ${String(moved)} px`)
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['card']), read)
})

test('two tabs of one browser both hear of it; one goes on when the other is closed', async () => {
  const first = await page.context().newPage()
  const second = await page.context().newPage()
  for (const tab of [first, second]) {
    await tab.goto('/deals')
    await tab.locator('[data-card]').first().waitFor()
  }
  const hears = (tab: Page, title: string) =>
    tab.getByRole('article', { name: title, exact: true }).waitFor({ timeout: 2000 })
  await ask(page, 'deals.create', { title: 'For both', stageId: 2 })
  await Promise.all([hears(first, 'For both'), hears(second, 'For both')])
  await page.close()
  await first.close()
  page = second
  await second.waitForTimeout(300)
  await ask(page, 'deals.create', { title: 'For the last', stageId: 2 })
  await hears(second, 'For the last')
})

test('a link shows a colleague the same: pipeline, closed deals, filter, card', async () => {
  const filter = JSON.stringify({ field: 'title', op: 'contains', value: 'elsewhere' })
  await page.goto(`/deals?pipeline=1&closed=true&filter=${encodeURIComponent(filter)}&deal=${String(many + 1)}`)
  await page.getByRole('dialog', { name: `Deal ${String(many + 1)}` }).waitFor()
  assert.equal(await page.locator('[data-column]').count(), 11)
  await page.locator('[data-card]').waitFor()
  assert.equal(await page.locator('[data-card]').count(), 1)
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => !url.search.includes('deal='))
  await page.goto(`/deals?filter=${encodeURIComponent(filter.replace('elsewhere', 'nowhere'))}`)
  await page.getByRole('button', { name: 'Drop the filter' }).click()
  await column(1).locator('[data-card]').first().waitFor()
})

test('a filter that the server refuses is said, not shown as an empty board', async () => {
  await page.goto(`/deals?filter=${encodeURIComponent('{"field":"nonsense","op":"eq","value":1}')}`)
  await page.getByRole('alert').waitFor()
})

test('nothing was complained of', () => assert.deepEqual(problems, []))
