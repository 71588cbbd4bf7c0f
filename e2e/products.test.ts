import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
})
after(() => app.stop())

const list = async (record: string, input: object = {}) =>
  (
    await ask<{ items: { id: number; name: string; parentId: number | null; price: string | null }[] }>(
      page,
      `${record}.list`,
      input,
    )
  ).items
const section = (name: string) => page.locator(`[data-section="${name}"]`)
const menu = async (name: string, item: string) => {
  await page.getByRole('button', { name: `More on “${name}”` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('an empty catalogue says what it is for; the first product needs a name and a price', async () => {
  await page.goto('/products')
  await page.getByRole('heading', { name: 'No products here yet' }).waitFor()
  await page.getByRole('button', { name: 'Add the first product' }).click()
  const form = page.getByRole('dialog', { name: 'New product' })
  await form.getByLabel('Name').fill('Pump P-12')
  await form.getByLabel('Price').fill('a lot')
  await form.getByRole('button', { name: 'Add' }).click()
  await form.getByRole('alert').getByText('Write a number').waitFor()
  assert.equal(await form.getByLabel('Name').inputValue(), 'Pump P-12', 'what was typed stays')
  await form.getByLabel('Price').fill('1,234.50')
  await form.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('dialog', { name: 'Product 1' }).waitFor()
  assert.equal((await list('products'))[0]?.price, '1234.50')
})

test('sections are made, nested, renamed and removed with a way back; a product is put into one on its card', async () => {
  await page.goto('/products')
  for (const name of ['Pumps', 'Fans']) {
    await page.getByRole('button', { name: 'Section', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name of the section' }).fill(name)
    await page.keyboard.press('Enter')
    await section(name).waitFor()
  }
  await menu('Fans', 'Move into “Pumps”')
  await page.waitForFunction(
    () => (document.querySelector('[data-section="Fans"]') as HTMLElement).style.getPropertyValue('--depth') === '1',
  )
  await menu('Fans', 'Rename')
  await page.getByRole('textbox', { name: 'Name of the section' }).fill('Roof fans')
  await page.keyboard.press('Enter')
  await section('Roof fans').waitFor()
  await menu('Roof fans', 'Delete')
  await section('Roof fans').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await section('Roof fans').waitFor()

  await page.goto('/products?open=1')
  const card = page.getByRole('dialog', { name: 'Product 1' })
  await card.locator('[data-field=sectionId] button').click()
  await page.getByRole('option', { name: 'Roof fans' }).click()
  await section('Pumps').getByText('1', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await section('Pumps').locator('button').first().click()
  await page.getByRole('rowheader', { name: 'Pump P-12' }).waitFor()
})

test('a card tells what the product has brought and in which deals; it goes to the bin and comes back', async () => {
  const stages = await ask<{ items: { id: number; meaning: string }[] }>(page, 'stages.list', {})
  const won = stages.items.find(({ meaning }) => meaning === 'won')!.id
  await ask(page, 'deals.create', { title: 'Two pumps', stageId: won, lines: [{ productId: 1, quantity: '2' }] })
  await page.goto('/products/1')
  await page.locator('[data-figure=won][data-amount="2469.00"]').waitFor()
  await page.getByRole('link', { name: 'Two pumps' }).waitFor()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('“Pump P-12” is in the bin').waitFor()
  assert.equal((await list('products')).length, 0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('rowheader', { name: 'Pump P-12' }).waitFor()
  assert.deepEqual(problems, [])
})

test('on a phone the sections are chosen above the list', async () => {
  const phone = await (await app.context('en', { viewport: { width: 390, height: 844 } })).newPage()
  await phone.context().addCookies(await page.context().cookies())
  await phone.goto('/products')
  await phone.getByRole('combobox', { name: 'Sections' }).selectOption({ label: 'Pumps' })
  await phone.getByRole('rowheader', { name: 'Pump P-12' }).waitFor()
  assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  await phone.context().close()
})
