import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, setUp, startApp, type App } from './app.ts'

let app: App
let page: Page
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  await setUp(page)
})
after(() => app.stop())

interface Deal {
  id: number
  title: string
  amount: string | null
  stageId: number
  state: string
}
const deals = async () => (await ask<{ items: Deal[] }>(page, 'deals.list', { sort: ['id'] })).items
async function becomes(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(50)) {
    const value = await read()
    if (JSON.stringify(value) === JSON.stringify(expected)) return
    if (performance.now() - started > 5000) assert.deepEqual(value, expected)
  }
}

/** Goes by Tab until the focus is there; everywhere on the way it is to be seen. */
async function tabTo(selector: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate((wanted) => {
      const element = document.activeElement!
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      return {
        there: element.matches(wanted),
        seen: outlineStyle !== 'none' || boxShadow !== 'none' || element === document.body,
        what: element.outerHTML.slice(0, 160),
      }
    }, selector)
    assert.ok(at.seen, `the focus is not seen on ${at.what}`)
    if (at.there) return
  }
  assert.fail(`${selector} is not reached by Tab`)
}
const press = (key: string) => page.keyboard.press(key)
const type = (text: string) => page.keyboard.type(text)

test('a day without a mouse: a deal is made, filled in, moved, found, closed as won, and taken back', async () => {
  await page.getByText('Your board is ready').waitFor()
  await press('n')
  await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement)
  await type('Boiler house')
  await press('Enter')
  await becomes(async () => (await deals()).map(({ title }) => title), ['Boiler house'])

  if (!page.url().includes('deal=')) {
    await page.locator('[data-card]').first().waitFor()
    await tabTo('[data-card]')
    await press('Enter')
  }
  await page.getByRole('dialog').getByRole('heading', { name: 'Boiler house' }).waitFor()
  await tabTo('[data-field=amount] button')
  await press('Enter')
  await type('2,500')
  await press('Enter')
  await becomes(async () => (await deals())[0]!.amount, '2500.00')

  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await press('Control+k')
  await type('boil')
  await page.getByRole('option', { name: /Boiler house/ }).waitFor()
  await press('Enter')
  await page.getByRole('dialog').getByRole('heading', { name: 'Boiler house' }).waitFor()
  await press('m')
  await page.getByRole('combobox', { name: /Where to move/ }).waitFor()
  await type('propos')
  await press('Enter')
  await page.getByText('moved to “Proposal”').waitFor()
  await becomes(async () => (await deals())[0]!.stageId, 3)

  await press('m')
  await page.getByRole('combobox', { name: /Where to move/ }).waitFor()
  await type('won')
  await press('Enter')
  await becomes(async () => (await deals())[0]!.state, 'won')
  await press('Control+z')
  await becomes(async () => (await deals())[0]!.state, 'open')
})

test('and in the list: filtered, a cell changed', async () => {
  await ask(page, 'deals.create', { title: 'Pipes', amount: '70' })
  await page.goto('/deals/list')
  await page.locator('[data-row]').nth(1).waitFor()
  await press('/')
  await type('Pip')
  await press('Enter')
  await becomes(() => page.locator('[data-row] [data-column=title] a').allInnerTexts(), ['Pipes'])
  await tabTo('[data-row] [data-column=title], [data-row] [data-column=title] *')
  while ((await page.evaluate(() => document.activeElement?.getAttribute('data-column'))) !== 'amount')
    await press('ArrowRight')
  await press('Enter')
  await type('99')
  await press('Enter')
  await becomes(async () => (await deals())[1]!.amount, '99.00')
})
