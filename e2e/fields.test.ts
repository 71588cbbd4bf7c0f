import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
let deal: number
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  deal = (await ask<{ id: number }>(page, 'deals.create', { title: 'Boiler for a school' })).id
  await ask(page, 'deals.create', { title: 'Boiler for a hotel' })
})
after(() => app.stop())

const form = () => page.locator('form', { has: page.getByLabel('Kind') })
const value = (name: string) => page.locator('dl > div', { hasText: name }).locator('dd button').first()

async function fill(name: string, kind: string, more?: () => Promise<unknown>): Promise<void> {
  await form().getByLabel('Name', { exact: true }).fill(name)
  await form().getByLabel('Kind').selectOption({ label: kind })
  await more?.()
  await form().getByRole('button', { name: 'Create' }).click()
}

test('an administrator adds fields of five kinds: two in the settings, three on the card', async () => {
  await page.goto('/settings/fields')
  const add = page.getByRole('button', { name: 'Add a field' })
  await add.click()
  await fill('Heating', 'List', () => form().getByLabel('Values, one per line').fill('Gas\nElectric\nWood'))
  await page.getByRole('list', { name: 'Values' }).getByText('Electric').waitFor()
  await add.click()
  await fill('Budget', 'Money')
  await page.getByRole('list', { name: 'Fields' }).getByText('Budget').waitFor()
  await page.goto(`/deals/${String(deal)}`)
  for (const [name, kind] of [
    ['Tender', 'Link'],
    ['Visit', 'Date'],
    ['Needs a crane', 'Yes or no'],
  ] as const) {
    await add.click()
    await fill(name, kind)
    await value(name).waitFor()
  }
})

test('their values are written on the card, each by its own editor', async () => {
  await value('Heating').click()
  await page.getByRole('option', { name: 'Electric' }).click()
  await value('Heating').getByText('Electric').waitFor()
  await value('Budget').click()
  await page.keyboard.type('1250.5')
  await page.keyboard.press('Enter')
  await value('Budget').getByText('$1,250.50').waitFor()
  await value('Tender').click()
  await page.keyboard.type('tenders.example/17')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Open the page' }).waitFor()
  assert.equal(
    await page.getByRole('link', { name: 'Open the page' }).getAttribute('href'),
    'https://tenders.example/17',
  )
  await value('Needs a crane').click()
  await page.getByRole('option', { name: 'Yes' }).click()
  await value('Needs a crane').getByText('Yes').waitFor()
})

test('the list shows them as columns, finds and sorts by them', async () => {
  await page.goto('/deals/list')
  await page.locator('[data-row]').nth(1).waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  for (const name of ['Heating', 'Budget']) await page.getByRole('dialog').getByLabel(name, { exact: true }).check()
  await page.keyboard.press('Escape')
  await page.locator('[data-row]', { hasText: 'Electric' }).getByText('$1,250.50').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('Heating')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'Electric' }).check()
  await page.keyboard.press('Escape')
  await page.locator('[data-row]').nth(1).waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-row]').count(), 1)
})

test('a field that is deleted leaves the card, and comes back with its values', async () => {
  await page.goto('/settings/fields')
  await page.getByRole('button', { name: 'More about “Budget”' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('list', { name: 'Fields' }).getByText('Budget').waitFor()
  await page.goto(`/deals/${String(deal)}`)
  await value('Budget').getByText('$1,250.50').waitFor()
  assert.deepEqual(problems, [])
})
