import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { administrator, ask, complaints, setUp, signIn, startApp, type App } from './app.ts'

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
  await page.locator('[data-column]').first().waitFor()
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

const hold = async (card: Locator, over: Locator) => {
  const from = (await card.boundingBox())!
  await page.mouse.move(from.x + 60, from.y + 30)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + 40, { steps: 4 })
  await over.waitFor()
  const to = (await over.boundingBox())!
  await page.mouse.move(to.x + to.width / 2, to.y + 30, { steps: 8 })
}
const named = (title: string) => page.getByRole('article', { name: title, exact: true })
const stateOf = async (id: number) => (await ask<{ state: string }>(page, 'deals.get', { id })).state

test('the fields that one has chosen for the cards are there in another browser too, and are his alone', async () => {
  await ask(page, 'deals.create', { title: 'With a source', stageId: 3, sourceId: 1, closeDate: '2030-12-31' })
  await page.goto('/deals')
  await named('With a source').waitFor()
  await page.getByRole('button', { name: 'Fields on the cards' }).click()
  const menu = page.getByRole('dialog', { name: 'Fields on the cards' })
  await menu.getByRole('checkbox', { name: 'Source', exact: true }).check()
  await menu.getByRole('checkbox', { name: 'Closes', exact: true }).check()
  await page.keyboard.press('Escape')
  await named('With a source').locator('[data-chosen=closeDate]').getByText('Dec 31, 2030').waitFor()
  const elsewhere = await (await app.context()).newPage()
  await signIn(elsewhere)
  const card = elsewhere.getByRole('article', { name: 'With a source', exact: true })
  await card.locator('[data-chosen=sourceId]').waitFor()
  assert.match(await card.locator('[data-chosen=closeDate]').innerText(), /Dec 31, 2030/)
  await elsewhere.context().close()
})

test('what somebody else changes is marked for two seconds, and does not stay so', async () => {
  await ask(page, 'users.create', { name: 'Boris', email: 'boris@example.com', roleIds: [readyRoles.administrator] })
  await ask(page, 'users.setPassword', { id: 2, password: administrator.password })
  const other = await (await app.context()).newPage()
  await signIn(other, 'boris@example.com')
  const { id } = await ask<{ id: number }>(page, 'deals.create', { title: 'Of us two', stageId: 3, amount: '10' })
  await named('Of us two').waitFor()
  assert.equal(await page.locator('[data-fresh]').count(), 0, 'one’s own is no news')
  await ask(other, 'deals.change', { id, fields: { amount: '20' } })
  await page
    .locator(`[data-card="${String(id)}"][data-fresh]`)
    .getByText('$20')
    .waitFor({ timeout: 3000 })
  await page.locator('[data-fresh]').waitFor({ state: 'detached', timeout: 3000 })
  await other.context().close()
})

test('a refused move is put back, and the card says why', async () => {
  await page.route('**/api/deals.move', (route) =>
    route.fulfill({ status: 403, json: { error: { code: 'denied', message: 'The tax number is needed' } } }),
  )
  await hold(named('Of us two'), column(4))
  await page.mouse.up()
  const card = column(3).locator('[data-card]').filter({ hasText: 'Of us two' })
  await card.getByRole('alert').getByText('The tax number is needed').waitFor()
  await page.unroute('**/api/deals.move')
})

test('dragged to Won it is won, and the message takes it back', async () => {
  const id = Number(await named('Of us two').getAttribute('data-card'))
  await hold(named('Of us two'), page.locator('[data-zone=Won]'))
  await page.mouse.up()
  await named('Of us two').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.body.innerText.includes('moved to “Won”'))
  assert.equal(await stateOf(id), 'won')
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await named('Of us two').waitFor()
  assert.equal(await stateOf(id), 'open')
})

test('dropped on Lost, the reason is asked for', async () => {
  const id = Number(await named('Of us two').getAttribute('data-card'))
  await hold(named('Of us two'), page.locator('[data-zone=Lost]'))
  await page.mouse.up()
  const choice = page.getByRole('dialog', { name: 'Close the deal' })
  await choice.getByLabel('No budget').check()
  await page.keyboard.press('Enter')
  await named('Of us two').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.body.innerText.includes('moved to “No budget”'))
  assert.equal(await stateOf(id), 'lost')
})

test('a deal that somebody deletes while it is dragged is said to be gone', async () => {
  const { id } = await ask<{ id: number }>(page, 'deals.create', { title: 'Short-lived', stageId: 3 })
  await named('Short-lived').waitFor()
  await page.route('**/api/deals.move', async (route) => {
    await ask(page, 'deals.remove', { id })
    await route.continue()
  })
  await hold(named('Short-lived'), column(5))
  await page.mouse.up()
  await page.getByText('“Short-lived” is no longer here').waitFor()
  await named('Short-lived').waitFor({ state: 'detached' })
  await page.unroute('**/api/deals.move')
})

test('with Alt, arrows take the card along: to the next column, and down its own; it is said', async () => {
  const card = named('With a source')
  await card.focus()
  // What comes next stands above it only if it comes after the server has moved it.
  const stored = page.waitForResponse('**/api/deals.move')
  await page.keyboard.press('Alt+ArrowRight')
  await column(4).locator('[data-card]').filter({ hasText: 'With a source' }).waitFor()
  await page.getByText('“With a source”: “Negotiation”, 1 of 1').waitFor({ state: 'attached' })
  await page.waitForFunction(() => (document.activeElement as HTMLElement).ariaLabel === 'With a source')
  await stored
  await ask(page, 'deals.create', { title: 'Above', stageId: 4 })
  await column(4).locator('[data-card]').nth(1).waitFor()
  await named('Above').focus()
  await page.keyboard.press('Alt+ArrowDown')
  await page.getByText('“Above”: “Negotiation”, 2 of 2').waitFor({ state: 'attached' })
  await page.waitForTimeout(300)
  assert.ok((await topOf(named('With a source'))) < (await topOf(named('Above'))))
})

test('nothing was complained of', () => assert.deepEqual(problems, []))
