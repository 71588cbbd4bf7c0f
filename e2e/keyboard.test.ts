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
  for (const title of ['First', 'Second', 'Third']) await ask(page, 'deals.create', { title, amount: '100' })
  await page.reload()
})
after(() => app.stop())

const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

test('a card is reached by arrows, moved by M, opened by Enter', async () => {
  await page.locator('[data-card]', { hasText: 'Third' }).focus()
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(), 'Second')
  await page.keyboard.press('m')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByText('“Second” moved to “Proposal”').waitFor()
  // The focus goes along.
  assert.equal(await focused(), 'Second')
  const { items } = await ask<{ items: { title: string; stageId: number }[] }>(page, 'deals.list', { sort: ['id'] })
  assert.deepEqual(
    items.map(({ title, stageId }) => [title, stageId]),
    [
      ['First', 1],
      ['Second', 3],
      ['Third', 1],
    ],
  )
  await page.locator('[data-card]', { hasText: 'First' }).focus()
  await page.keyboard.press('ArrowRight')
  assert.equal(await focused(), 'Second')
  await page.keyboard.press('Enter')
  await page.waitForURL(/deal=2/)
  await page.getByRole('tab', { name: 'History' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => !url.search.includes('deal='))
})

test('N begins a new deal', async () => {
  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'New deal' }).waitFor()
  await page.keyboard.type('By keyboard')
  await page.keyboard.press('Enter')
  await page.waitForURL(/deal=4/)
})

test('M moves the deal whose card is open, Ctrl Z takes it back', async () => {
  await page.getByRole('dialog').getByRole('heading', { name: 'By keyboard' }).waitFor()
  await page.keyboard.press('m')
  await page.getByRole('combobox', { name: 'Where to move “By keyboard”' }).waitFor()
  await page.keyboard.type('qualif')
  await page.keyboard.press('Enter')
  await page.getByText('“By keyboard” moved to “Qualified”').waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Undone', { exact: true }).waitFor()
})
