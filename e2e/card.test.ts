import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

interface Deal {
  id: number
  title: string
  amount: string
  amountFrom: string
  version: number
  comment: string | null
  closeDate: string
  contactIds: number[]
  companyId: number
  stageId: number
  state: string
  products: { lines: { name: string; quantity: string; price: string; total: string }[] }
}

let app: App
let page: Page
let problems: string[]
let id: number
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  for (const [name, price] of [
    ['Boiler K-20', '500'],
    ['Boiler K-40', '900.50'],
  ]) {
    await ask(page, 'products.create', { name, price, currency: 'USD', taxRate: '20', taxIncluded: false })
  }
  await ask(page, 'contacts.create', { firstName: 'Victor', lastName: 'Lapin', jobTitle: 'engineer' })
  id = (await ask<Deal>(page, 'deals.create', { title: 'Boiler house', amount: '100' })).id
  await page.goto(`/deals/list?deal=${String(id)}`)
  await page.getByRole('heading', { name: 'Boiler house' }).waitFor()
})
after(() => app.stop())

const deal = () => ask<Deal>(page, 'deals.get', { id })
const field = (name: string) => page.locator(`[data-field="${name}"]`)
const value = (name: string) => field(name).getByRole('button').first()
const line = (at: number, column: string) => page.locator(`[data-line="${String(at)}"] [data-into="${column}"]`)
const tab = (name: string) => page.getByRole('tab', { name }).click()
const heading = () => page.locator('[data-amount]').getAttribute('data-amount')

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const now = await read().catch(() => undefined)
    if (JSON.stringify(now) === JSON.stringify(expected)) return
    if (performance.now() - started > 6000) assert.deepEqual(now, expected)
  }
}

test('the title and the fields are edited where they stand', async () => {
  await page.getByRole('heading', { name: 'Boiler house' }).getByRole('button').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' No. 7')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Boiler house No. 7' }).waitFor()
  await value('closeDate').click()
  await page.keyboard.type('12/31/2030')
  await page.keyboard.press('Enter')
  await eventually(() => value('closeDate').innerText(), 'Dec 31, 2030')
  await value('amount').click()
  await page.keyboard.type('2,500')
  await page.keyboard.press('Enter')
  await eventually(heading, '2500.00')
  await value('comment').click()
  await page.keyboard.type('Two lines,\nsaved by leaving')
  await tab('Overview')
  await eventually(
    async () => {
      const { title, closeDate, amount, comment } = await deal()
      return { title, closeDate, amount, comment }
    },
    {
      title: 'Boiler house No. 7',
      closeDate: '2030-12-31',
      amount: '2500.00',
      comment: 'Two lines,\nsaved by leaving',
    },
  )
})

test('Escape puts back and leaves the card open', async () => {
  await value('amount').click()
  await page.keyboard.type('1')
  await page.keyboard.press('Escape')
  assert.equal(await value('amount').innerText(), '$2,500')
  assert.equal((await deal()).amount, '2500.00')
})

test('a client is found by typing, another is made on the fly; the first is the main one', async () => {
  await field('contactIds').getByRole('button').click()
  await page.keyboard.type('lapin')
  await page.getByRole('option', { name: 'Victor Lapin' }).click()
  await eventually(async () => (await deal()).contactIds.length, 1)
  await field('contactIds').getByRole('button').click()
  await page.keyboard.type('Olga Verbitskaya')
  await page.getByRole('option', { name: 'Create “Olga Verbitskaya”' }).click()
  await eventually(async () => (await deal()).contactIds, [1, 2])
  await page.locator('[data-contact="2"]').hover()
  await page.getByRole('button', { name: 'Make Olga Verbitskaya the main contact' }).click()
  await eventually(async () => (await deal()).contactIds, [2, 1])
  await field('companyId').getByRole('button').click()
  await page.keyboard.type('Acme')
  await page.getByRole('option', { name: 'Create “Acme”' }).click()
  await eventually(async () => (await deal()).companyId, 1)
})

test('product lines are typed in like into a sheet, and the amount follows', async () => {
  await tab('Products')
  await page.getByRole('radio', { name: 'From products' }).click()
  await eventually(async () => (await deal()).amountFrom, 'products')
  await line(0, 'name').click()
  await page.keyboard.type('k-40')
  await page.getByRole('option', { name: /Boiler K-40/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-into') === 'quantity')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-into') === 'name')
  await page.keyboard.type('Delivery')
  await page.keyboard.press('Control+Enter')
  await line(1, 'price').click()
  await page.keyboard.type('150')
  await page.keyboard.press('Tab')
  await page.keyboard.type('10%')
  await page.keyboard.press('Tab')
  // 2 × 900.50 + 20 % = 2161.20; 150 − 10 % without tax = 135
  await eventually(heading, '2296.20')
  const { products } = await deal()
  assert.deepEqual(
    products.lines.map(({ name, quantity, price, total }) => [name, quantity, price, total]),
    [
      ['Boiler K-40', '2', '900.5', '2161.20'],
      ['Delivery', '1', '150', '135.00'],
    ],
  )
  await page.getByText('$2,296.20').first().waitFor()
})

test('lines are moved, deleted and brought back', async () => {
  const names = async () => (await deal()).products.lines.map(({ name }) => name)
  await line(1, 'quantity').click()
  await page.keyboard.press('Alt+ArrowUp')
  await eventually(names, ['Delivery', 'Boiler K-40'])
  await page.getByRole('button', { name: 'Delete line 1' }).click()
  await eventually(names, ['Boiler K-40'])
  await page.getByRole('button', { name: 'Bring back' }).click()
  await eventually(names, ['Delivery', 'Boiler K-40'])
})

test('rows of a spreadsheet are pasted', async () => {
  await line(2, 'name').focus()
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', 'Cable\t1,200\t\t0.75\r\n"Work ""A"""\t3\t\t$40.00\r\n')
    document.activeElement!.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  })
  await eventually(
    async () => (await deal()).products.lines.slice(2).map(({ name, quantity, price }) => [name, quantity, price]),
    [
      ['Cable', '1200', '0.75'],
      ['Work "A"', '3', '40'],
    ],
  )
  await eventually(heading, '3316.20')
})

test('somebody else’s lines are not overwritten unasked', async () => {
  await line(0, 'quantity').click()
  await page.keyboard.type('5')
  await ask(page, 'deals.setProducts', { id, lines: [{ name: 'Theirs', price: '1' }] })
  await page.keyboard.press('Enter')
  const note = page.getByRole('alert').filter({ hasText: 'Somebody else has changed the products' })
  await note.waitFor()
  assert.match(await note.innerText(), /Yours[\s\S]*4 lines[\s\S]*Theirs[\s\S]*1 line,/)
  await note.getByRole('button', { name: 'Keep mine' }).click()
  await note.waitFor({ state: 'detached' })
  await eventually(async () => (await deal()).products.lines.map(({ quantity }) => quantity), ['5', '2', '1200', '3'])
})

test('the amount is switched to by hand', async () => {
  await page.getByRole('radio', { name: 'By hand' }).click()
  await eventually(async () => (await deal()).amountFrom, 'hand')
  await page.getByRole('button', { name: /^Deal amount/ }).click()
  await page.keyboard.type('3000')
  await page.keyboard.press('Enter')
  await eventually(heading, '3000.00')
  await page.getByText('The amount is set by hand and differs from the products').waitFor()
})

test('the stage bar moves the deal and closes it', async () => {
  await page.getByRole('button', { name: /^Proposal/ }).click()
  await eventually(async () => (await deal()).stageId, 3)
  await page.getByRole('button', { name: 'Close deal' }).click()
  const form = page.getByRole('dialog', { name: 'Close the deal' })
  await form.getByRole('button', { name: 'Lost' }).click()
  await form.getByLabel('No budget').check()
  await page.keyboard.press('Enter')
  await eventually(async () => (await deal()).state, 'lost')
  await page.getByRole('button', { name: /^Proposal/ }).click()
  await eventually(async () => (await deal()).state, 'open')
})

test('history shows what was before, and undo takes it back', async () => {
  await tab('History')
  const changed = page.locator('[data-event="deals.changed"]').filter({ hasText: '$3,000' }).first()
  await changed.waitFor()
  assert.match((await changed.innerText()).replace(/\s+/g, ' '), /Amount \$3,\d{3}(\.\d+)? \$3,000/)
  await changed.hover()
  await changed.getByRole('button', { name: /^Undo/ }).click()
  await page.locator('[data-event]').filter({ hasText: 'undone' }).waitFor()
  await eventually(async () => (await deal()).amount !== '3000.00', true)
})

test('a page of its own shows the same card', async () => {
  await page.goto(`/deals/${String(id)}?tab=products`)
  await page.getByRole('heading', { name: 'Boiler house No. 7' }).waitFor()
  await line(0, 'name').waitFor()
})

test('the pages complain of nothing', () => assert.deepEqual(problems, []))
