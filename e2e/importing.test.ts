import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { textRow, workbook } from '../server/test/workbooks.ts'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

const realSet =
  process.env['SDELKA_REAL_DATA'] ?? join(import.meta.dirname, '../../shared/data/crm-sales-opportunities')
const isReal = existsSync(join(realSet, 'sales_pipeline.csv'))
if (!isReal)
  console.log(`NOT RUN with the real set: it is not at ${realSet}; a small one of the same shape stands for it`)

/** The three files of the set. */
const files = isReal ? readSet() : smallSet()
function readSet() {
  const read = (name: string) => readFileSync(join(realSet, name), 'utf8')
  return {
    products: read('products.csv'),
    accounts: read('accounts.csv'),
    pipeline: read('sales_pipeline.csv'),
    people: 30,
    stages: { Prospecting: 500, Engaging: 1589, Lost: 2473 },
    won: [4238, 10_005_534],
  }
}
function smallSet() {
  const stages = ['Prospecting', 'Engaging', 'Lost', 'Won']
  const rows = Array.from({ length: 80 }, (_, i) => {
    const closed = i % 4 > 1 ? '2017-03-01' : ''
    return `D${String(i)},Agent ${String(i % 3)},${i % 2 ? 'GTXPro' : 'MG Special'},Acme,${stages[i % 4]!},2016-10-20,${closed},${i % 4 === 3 ? '100' : i % 4 === 2 ? '0' : ''}`
  })
  return {
    products: 'product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n',
    accounts:
      'account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,retail,1996,1100.04,2822,Kenya,\n',
    pipeline: `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n${rows.join('\n')}\n`,
    people: 3,
    stages: { Prospecting: 20, Engaging: 20, Lost: 20 },
    won: [20, 2000],
  }
}
const deals = Object.values(files.stages).reduce((sum, count) => sum + count, files.won[0]!)

/** What the open deals of a stage come to: their value is not known yet, so each is worth the price of its product. */
function worth(stage: string): number {
  const table = (text: string) =>
    text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','))
  const prices = new Map(table(files.products).map(([name, , price]) => [name, Number(price)]))
  const [head, ...rows] = table(files.pipeline)
  const [product, at] = ['product', 'deal_stage'].map((name) => head!.indexOf(name))
  return rows
    .filter((cells) => cells[at!] === stage)
    .reduce((sum, cells) => sum + prices.get(cells[product!]!.replace('GTXPro', 'GTX Pro'))!, 0)
}

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
async function choose(...chosen: { name: string; text: string | Buffer }[]): Promise<void> {
  actions++
  await page
    .locator('input[type=file]')
    .setInputFiles(
      chosen.map(({ name, text }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) })),
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
async function plain(): Promise<void> {
  await press('Next')
  await enabled()
  await goThrough()
}
async function goThrough(): Promise<void> {
  actions++
  await go().click()
  await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 60_000 })
}

test('the real set comes in by clicks, and the board knows its totals', async () => {
  await page.goto('/deals')
  await press('Import a file')
  // In whatever order they are chosen, clients and products go before the deals that name them.
  await choose(
    { name: 'sales_pipeline.csv', text: files.pipeline },
    { name: 'accounts.csv', text: files.accounts },
    { name: 'products.csv', text: files.products },
  )
  await page.getByRole('navigation', { name: 'Files' }).getByText('products.csv').waitFor()
  assert.deepEqual(
    (await page.getByRole('navigation', { name: 'Files' }).getByRole('link').allInnerTexts()).map((text) =>
      text.replace(/\s+/g, ' '),
    ),
    ['1 products.csv', '2 accounts.csv', '3 sales_pipeline.csv'],
  )
  await plain()
  await press('Next file')
  await page.getByRole('columnheader', { name: 'sector' }).waitFor()
  await plain()
  await press('Next file')
  await page.getByRole('columnheader', { name: 'deal_stage' }).waitFor()
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
  const count = deals.toLocaleString('en')
  await page.waitForFunction(
    (wanted) => document.querySelector('[data-record=deals] [data-count=created]')?.textContent === wanted,
    count,
    { timeout: 60_000 },
  )
  assert.deepEqual(await created(), { stages: '3', users: String(files.people), deals: count })
  await goThrough()
  await press('To the records')
  await page.locator('[data-card]').first().waitFor()
  await press('Closed')
  const heads = page.locator('section[data-column]')
  await heads.filter({ hasText: 'Won' }).locator('[data-sum]').waitFor()
  assert.ok(actions <= 25, `${String(actions)} actions`)
  // What the heads of the columns say: name, count, sum.
  const shown = await heads.locator('header').evaluateAll((all) =>
    all.map((head) => ({
      name: head.querySelector('h2 .cut')!.textContent,
      count: head.querySelector('h2 .num')!.textContent,
      sum: head.querySelector('[data-sum]')!.getAttribute('title')!,
    })),
  )
  const figure = (text: string) => Number(text.replace(/[^\d.]/g, ''))
  const wanted = new Map<string, number[]>(
    Object.entries(files.stages).map(([name, of]) => [name, [of, name === 'Lost' ? 0 : worth(name)]]),
  )
  wanted.set('Won', files.won)
  const full = shown.filter(({ count: some }) => figure(some) > 0)
  assert.deepEqual(new Map(full.map(({ name, count: some, sum }) => [name, [figure(some), figure(sum)]])), wanted)
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

test('a workbook with deals, their clients and lines: the same number again is one line more', async () => {
  const rows = [
    ['ID', 'Deal', 'Amount', 'Company', 'Contact', 'Contact phone', 'Product', 'Quantity', 'Price'],
    ['007', 'Boiler house', '', 'Vector', 'Vera Orlova', '+7 912 640-33-07', 'Burner', '2', '100.50'],
    ['007', 'Boiler house', '', 'Vector', 'Vera Orlova', '+7 912 640-33-07', 'Valve', '10', '7'],
    ['008', 'Cooling tower', '', 'Vector', 'Denis Lapin', '', 'Valve', '1', '7'],
  ]
  await page.goto('/import')
  await choose({
    name: 'deals.xlsx',
    text: workbook([
      { name: 'Deals', rows: rows.map((cells) => textRow(...cells)).join('') },
      {
        name: 'Clients',
        rows: textRow('Our clients') + textRow('Company', 'Site') + textRow('Umbra', 'umbra.example'),
      },
    ]),
  })
  await page.getByRole('columnheader', { name: 'Contact phone' }).waitFor()
  await plain()
  const { items } = await ask<{ items: { id: number; title: string }[] }>(page, 'deals.list', {
    fields: ['title'],
    filter: { field: 'originator', op: 'eq', value: 'import' },
    sort: ['id'],
  })
  const brought = items.filter(({ title }) => ['Boiler house', 'Cooling tower'].includes(title))
  const found = []
  for (const { id } of brought) {
    const deal = await ask<{
      origin: string
      amount: string
      names: { companyId: string; contactIds: string[] }
      products: { lines: { name: string; quantity: string; price: string }[] }
    }>(page, 'deals.get', { id })
    const lines = deal.products.lines.map(({ name, quantity, price }) => [name, Number(quantity), Number(price)])
    found.push([deal.origin, Number(deal.amount), deal.names.companyId, deal.names.contactIds, lines])
  }
  assert.deepEqual(found, [
    [
      '007',
      271,
      'Vector',
      ['Vera Orlova'],
      [
        ['Burner', 2, 100.5],
        ['Valve', 10, 7],
      ],
    ],
    ['008', 7, 'Vector', ['Denis Lapin'], [['Valve', 1, 7]]],
  ])
  await page.getByRole('link', { name: 'To the records' }).click()
  await page.getByRole('article', { name: 'Boiler house' }).waitFor()
  // The other sheet of the workbook has its turn; its headings stand below a title.
  await page.goBack()
  await press('Next sheet')
  await page.getByRole('columnheader', { name: 'Site' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Headings of the columns' }).inputValue(), '2')
  await page.getByRole('combobox', { name: 'Each row is' }).selectOption('companies')
  await plain()
  const { items: clients } = await ask<{ items: object[] }>(page, 'companies.list', {
    filter: { field: 'name', op: 'eq', value: 'Umbra' },
  })
  assert.equal(clients.length, 1)
})

test('a file without headings: it is told, corrected, left half-way, and found again', async () => {
  await page.goto('/import')
  await choose({ name: 'bare.csv', text: 'Petr Orlov,petr@example.com,Vektor\nIvan Lapin,ivan@example.com,Nobody\n' })
  await page.getByRole('columnheader', { name: 'Column 3' }).waitFor()
  const headings = page.getByRole('combobox', { name: 'Headings of the columns' })
  assert.equal(await headings.inputValue(), '0')
  await headings.selectOption('1')
  await page.getByRole('columnheader', { name: 'petr@example.com' }).waitFor()
  await headings.selectOption('0')
  await page.getByRole('columnheader', { name: 'Column 3' }).waitFor()
  await page.getByRole('combobox', { name: 'Each row is' }).selectOption('contacts')
  await press('Next')
  await pick('Where “Column 1” goes', 'contacts.name')
  await pick('Where “Column 3” goes', 'contacts.companyIds')
  // Any company may be meant, not only those that look alike.
  await page.getByRole('button', { name: /^Values of “Column 3”/ }).click()
  await pick('What “Nobody” means', '\u0001')
  await page.getByRole('combobox', { name: 'What “Nobody” means' }).fill('umb')
  await page.getByRole('option', { name: 'Umbra' }).click()
  await page.locator('select[aria-label="What “Nobody” means"]').waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'What “Nobody” means' }).inputValue(), 'Umbra')
  await page.getByText('1 row will not come in').waitFor({ timeout: 30_000 })
  await enabled()
  await page.goto('/import')
  await page.getByRole('link', { name: 'Continue with “bare.csv”' }).click()
  await press('Next')
  await enabled()
  assert.equal(await page.getByRole('combobox', { name: 'Where “Column 1” goes' }).inputValue(), 'contacts.name')
  await page.goto('/import')
  await page.getByRole('button', { name: 'Drop “bare.csv”' }).click()
  await page.getByRole('button', { name: 'Drop “bare.csv”' }).waitFor({ state: 'detached' })
})

test('a large file is counted when asked, and what is decided of it is kept meanwhile', async () => {
  await page.goto('/import')
  const rows = Array.from({ length: 20_001 }, (_, i) => `Person ${String(i)},fine\n`)
  await choose({ name: 'large.csv', text: `Name,Mood\n${rows.join('')}` })
  await press('Next')
  await page.getByRole('button', { name: 'Count over all rows' }).waitFor()
  assert.equal(await go().isEnabled(), false)
  const kept = page.waitForResponse((answer) => answer.url().includes('imports.keep') && answer.ok())
  await pick('Where “Mood” goes', 'contacts.comment')
  await kept
  await page.reload()
  await page.getByRole('button', { name: 'Count over all rows' }).waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Where “Mood” goes' }).inputValue(), 'contacts.comment')
  const { items } = await ask<{ items: { id: number; state: string; trial: null }[] }>(page, 'imports.list', {})
  assert.deepEqual([items[0]!.state, items[0]!.trial], ['draft', null])
  await page.getByRole('button', { name: 'Count over all rows' }).click()
  await page.getByText(/^Counting: /).waitFor()
  await ask(page, 'imports.drop', { id: items[0]!.id })
})

test('people are recognised by their phone when that is asked for', async () => {
  await page.goto('/import')
  await choose({ name: 'phones.csv', text: 'Last name,Phone,Job title\nOrlova-Lapina,8 (912) 640 33 07,head\n' })
  await press('Next')
  await enabled()
  assert.deepEqual(await created(), { contacts: '1' })
  await pick('Recognise records by', 'contacts.phones')
  await page.locator('[data-record=contacts] [data-count=updated]').getByText('1').waitFor()
  await goThrough()
  const { items } = await ask<{ items: { jobTitle: string }[] }>(page, 'contacts.list', {
    filter: { field: 'lastName', op: 'eq', value: 'Orlova' },
    fields: ['jobTitle'],
  })
  assert.deepEqual(
    items.map(({ jobTitle }) => jobTitle),
    ['head'],
  )
})

test('what is no table is said in words', async () => {
  await page.goto('/import')
  await choose({ name: 'empty.csv', text: '' })
  await page.getByRole('alert').getByText('“empty.csv” is empty').waitFor()
  await choose({ name: 'twice.csv', text: 'a,a\n1,2\n' })
  await page.getByText(/twice/).first().waitFor()
})

test('nothing was complained of', () => assert.deepEqual(problems, []))
