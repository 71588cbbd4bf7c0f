import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

const realSet =
  process.env['SDELKA_REAL_DATA'] ?? join(import.meta.dirname, '../../shared/data/crm-sales-opportunities')

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

let actions = 0
async function choose(file: string | { name: string; text: string | Buffer }): Promise<void> {
  actions++
  await page
    .locator('input[type=file]')
    .setInputFiles(
      typeof file === 'string'
        ? join(realSet, file)
        : { name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.text) },
    )
}
async function press(name: string | RegExp): Promise<void> {
  actions++
  await page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click()
}
async function pick(label: string | RegExp, value: string): Promise<void> {
  actions++
  await page.getByRole('combobox', { name: label }).selectOption(value)
}
const go = () => page.getByRole('button', { name: /^Import \d/ })
/** What the trial or the import says: record → created. */
const created = () =>
  page
    .locator('[data-record]')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [row.getAttribute('data-record'), row.querySelector('[data-count=created]')!.textContent]),
      ),
    )
const enabled = async () => {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('button')].some((one) => /^Import \d/.test(one.textContent) && !one.disabled),
  )
}

/** Through a file as it is understood. */
async function plain(file: string): Promise<void> {
  await choose(file)
  await press('Next')
  await enabled()
  actions++
  await go().click()
  await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 60_000 })
}

test('the real set comes in by clicks, and the board knows its totals', async () => {
  await page.goto('/deals')
  await press('Import a file')
  await plain('products.csv')
  await press('Another file')
  await plain('accounts.csv')
  await press('Another file')
  await choose('sales_pipeline.csv')
  await press('Next')
  await press(/^Values of “deal_stage”/)
  for (const stage of ['Prospecting', 'Engaging', 'Lost']) await pick(`What “${stage}” means`, `\u0000`)
  await press(/^Values of “sales_agent”/)
  actions++
  await page
    .getByRole('listitem')
    .filter({ hasText: 'sales_agent' })
    .getByRole('combobox', { name: 'What is not found' })
    .selectOption('create')
  await press(/^Values of “product”/)
  await pick('What “GTXPro” means', 'GTX Pro')
  await page.waitForFunction(
    () => document.querySelector('[data-record=deals] [data-count=created]')?.textContent === '8,800',
    undefined,
    { timeout: 60_000 },
  )
  assert.deepEqual(await created(), { stages: '3', users: '30', deals: '8,800' })
  actions++
  await go().click()
  await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 60_000 })
  await press('To the records')
  await page.locator('[data-card]').first().waitFor()
  assert.ok(actions <= 25, `${String(actions)} actions`)
  const { items: stages } = await ask<{ items: { id: number; name: string }[] }>(page, 'stages.list', {})
  const total = async (name: string) => {
    const value = [stages.find((stage) => stage.name === name)!.id]
    return ask<{ count: number; amount: string }>(page, 'deals.totals', {
      filter: { field: 'stageId', op: 'in', value },
    })
  }
  assert.deepEqual((await total('Prospecting')).count, 500)
  assert.deepEqual((await total('Engaging')).count, 1589)
  assert.deepEqual((await total('Lost')).count, 2473)
  const won = await total('Won')
  assert.deepEqual([won.count, Number(won.amount)], [4238, 10005534])
  const columns = await page
    .locator('h2')
    .filter({ hasText: /Prospecting|Engaging/ })
    .allInnerTexts()
  assert.equal(columns.length, 2)
})

test('the whole import is undone: what it made is gone', async () => {
  await page.goto('/import')
  await page.getByRole('link', { name: 'sales_pipeline.csv' }).click()
  await page.getByRole('button', { name: 'Undo the import' }).click()
  await page.getByRole('heading', { name: 'Undone', exact: true }).waitFor({ timeout: 90_000 })
  const { items: imports } = await ask<{ items: { id: number; kept: object }[] }>(page, 'imports.list', {})
  assert.deepEqual(imports[0]!.kept, {})
  assert.equal((await ask<{ count: number }>(page, 'deals.totals', {})).count, 0)
  const { items } = await ask<{ items: { name: string }[] }>(page, 'users.list', {})
  assert.equal(items.length, 1)
})

const russian = `№;Название;Сумма;Дата закрытия;Клиент;Стадия
1;Котельная;1 480 000,50;18.12.2025;ООО «Вектор»;New
2;Градирня;по запросу;05.11.2025;ИнжПроект;New
3;Монтаж;10,5;31.11.2025;;New
`
/** As spreadsheets in Russia write it. */
const windows1251 = (text: string) =>
  Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0)!
      if (code < 128) return code
      if (letter === '№') return 0xb9
      if (letter === '«') return 0xab
      if (letter === '»') return 0xbb
      return code - 0x410 + 0xc0
    }),
  )

test('a Russian file: encoding, marks and days are understood; refused rows come back corrected', async () => {
  await page.goto('/import')
  await choose({ name: 'сделки.csv', text: windows1251(russian) })
  await page.getByRole('columnheader', { name: 'Название' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Encoding' }).inputValue(), 'windows-1251')
  await press('Next')
  await page.getByText('2 rows will not come in').waitFor({ timeout: 30_000 })
  await page.getByText('Сумма: “по запросу” is not a number').waitFor()
  assert.deepEqual(await created(), { companies: '1', deals: '1' })
  await go().click()
  await page.getByRole('heading', { name: 'Imported' }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'The refused rows with reasons' }).click()
  const stream = await (await download).createReadStream()
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  assert.match(text, /2;.*по запросу/)
  await page.getByRole('button', { name: 'Another file' }).click()
  await choose({
    name: 'исправлено.csv',
    text: text.replaceAll('по запросу', '7').replaceAll('31.11.2025', '30.11.2025'),
  })
  await press('Next')
  await enabled()
  await go().click()
  await page.getByRole('heading', { name: 'Imported' }).waitFor()
  const { items } = await ask<{ items: { title: string; amount: string; closeDate: string }[] }>(page, 'deals.list', {
    fields: ['title', 'amount', 'closeDate'],
    sort: ['amount'],
  })
  assert.deepEqual(
    items.map(({ title, amount, closeDate }) => [title, amount, closeDate]),
    [
      ['Градирня', '7.00', '2025-11-05'],
      ['Монтаж', '10.50', '2025-11-30'],
      ['Котельная', '1480000.50', '2025-12-18'],
    ],
  )
})

test('what is decided stays when the page is loaded again; another record is another guess', async () => {
  await page.goto('/import')
  await choose({ name: 'people.csv', text: 'Name,Phone,Mood\nIvan Petrov,+79126403307,fine\n' })
  await press('Next')
  await pick('Where “Mood” goes', 'contacts.comment')
  await enabled()
  await page.reload()
  await enabled()
  assert.equal(await page.getByRole('combobox', { name: 'Where “Mood” goes' }).inputValue(), 'contacts.comment')
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('combobox', { name: 'Each row is' }).selectOption('companies')
  await press('Next')
  assert.equal(await page.getByRole('combobox', { name: 'Where “Name” goes' }).inputValue(), 'companies.name')
})

test('what is no table is said in words', async () => {
  await page.goto('/import')
  await choose({ name: 'empty.csv', text: '' })
  await page.getByRole('alert').getByText('“empty.csv” is empty').waitFor()
  await choose({ name: 'twice.csv', text: 'a,a\n1,2\n' })
  await page.getByText(/twice/).first().waitFor()
})

test('nothing was complained of', () => assert.deepEqual(problems, []))
