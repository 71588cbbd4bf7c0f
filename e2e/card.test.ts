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

test('what the stage bar did is taken back by Ctrl Z', async () => {
  const before = (await deal()).stageId
  await page.getByRole('button', { name: /^Negotiation/ }).click()
  await page.getByRole('status').getByText('Negotiation').waitFor()
  await page.keyboard.press('Control+z')
  await eventually(async () => (await deal()).stageId, before)
})

test('history shows what was before, and undo takes it back', async () => {
  await tab('History')
  const changed = page.locator('[data-event="deals.changed"]').filter({ hasText: '$3,000' }).first()
  await changed.waitFor()
  assert.match((await changed.innerText()).replace(/\s+/g, ' '), /Amount \$3,\d{3}(\.\d+)? \$3,000/)
  await changed.hover()
  await changed.getByRole('button', { name: /^Undo/ }).click()
  await page.locator('[data-event="deals.changed"]').filter({ hasText: 'undone' }).waitFor()
  await eventually(async () => (await deal()).amount !== '3000.00', true)
})

test('a page of its own shows the same card', async () => {
  await page.goto(`/deals/${String(id)}?tab=products`)
  await page.getByRole('heading', { name: 'Boiler house No. 7' }).waitFor()
  await line(0, 'name').waitFor()
})

const paste = (text: string) =>
  page.evaluate((plain) => {
    const data = new DataTransfer()
    data.setData('text/plain', plain)
    document.activeElement!.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, text)
const menu = async (item: string) => {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const card = (of: number) => page.getByRole('dialog', { name: `Deal ${String(of)}` })

test('ten thousand pasted rows are refused in a sentence, and nothing is lost', async () => {
  await tab('Products')
  const before = (await deal()).products.lines
  await line(before.length, 'name').focus()
  await paste(Array.from({ length: 10_000 }, (_, n) => `Row ${String(n)}\t1\t\t5`).join('\n'))
  await page.getByRole('alert').getByText('a deal holds at most 500').waitFor()
  assert.equal(await page.locator('[data-line]').count(), before.length + 1)
  assert.deepEqual((await deal()).products.lines, before)
})

test('figures are read as people of both languages write them', async () => {
  for (const [typed, read] of [
    ['1 234,50', '1234.5'],
    ['1,234.75', '1234.75'],
  ] as const) {
    await line(0, 'price').click()
    await page.keyboard.type(typed)
    await page.keyboard.press('Tab')
    await eventually(async () => (await deal()).products.lines[0]!.price, read)
  }
})

test('a line is dragged by its handle to another place', async () => {
  const names = async () => (await deal()).products.lines.map(({ name }) => name)
  const [first, second, ...rest] = await names()
  const row = page.locator('[data-line="0"]')
  await row.hover()
  const from = (await row.locator('[data-handle]').boundingBox())!
  const to = (await page.locator('[data-line="1"]').boundingBox())!
  await page.mouse.move(from.x + 8, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(from.x + 12, from.y + 20, { steps: 4 })
  await page.mouse.move(to.x + 40, to.y + to.height - 4, { steps: 8 })
  await page.mouse.up()
  await eventually(names, [second, first, ...rest])
})

test('from deal to deal of the list, by keys and buttons, in the order in which they stand', async () => {
  for (const title of ['Second', 'Third']) await ask(page, 'deals.create', { title })
  await page.goto(`/deals/list?deal=${String(id + 2)}`)
  await card(id + 2)
    .getByText('1 of 3')
    .waitFor()
  await card(id + 2).focus()
  await page.keyboard.press('j')
  await card(id + 1)
    .getByRole('heading', { name: 'Second' })
    .waitFor()
  await page.getByRole('button', { name: /^Next/ }).click()
  await card(id).getByRole('heading', { name: 'Boiler house No. 7' }).waitFor()
  assert.ok(await page.getByRole('button', { name: /^Next/ }).isDisabled())
  await page.keyboard.press('k')
  await card(id + 1).waitFor()
})

test('a copy opens in place of the deal; deleted, the message brings it back', async () => {
  await menu('Make a copy')
  await card(id + 3)
    .getByRole('heading', { name: 'Second' })
    .waitFor()
  await menu('Delete')
  await card(id + 3).waitFor({ state: 'detached' })
  const removedAt = async () => (await ask<{ removedAt: string | null }>(page, 'deals.get', { id: id + 3 })).removedAt
  assert.ok(await removedAt())
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await eventually(removedAt, null)
})

test('a client made on the fly is first told apart from those who may be the same', async () => {
  await page.goto(`/deals/list?deal=${String(id + 1)}`)
  await field('contactIds').getByRole('button').click()
  await page.keyboard.type('Vic Lapin')
  await page.getByRole('option', { name: 'Create “Vic Lapin”' }).click()
  const hint = page.getByRole('group', { name: 'Maybe one of these already?' })
  await hint.getByRole('button', { name: 'Victor Lapin' }).click()
  await eventually(async () => (await ask<Deal>(page, 'deals.get', { id: id + 1 })).contactIds, [1])
})

test('two at one deal: the other’s change appears; deleted under an open card, what is typed stays', async () => {
  await value('comment').click()
  await page.keyboard.type('Half a thought')
  await ask(page, 'deals.change', { id: id + 1, fields: { amount: '777' } })
  await eventually(heading, '777.00')
  await ask(page, 'deals.remove', { id: id + 1 })
  await card(id + 1)
    .getByText('This deal is in the bin')
    .waitFor()
  assert.equal(await field('comment').locator('textarea').inputValue(), 'Half a thought')
  await card(id + 1)
    .getByRole('button', { name: 'Restore' })
    .click()
  await card(id + 1)
    .getByText('This deal is in the bin')
    .waitFor({ state: 'detached' })
})

test('a note of a hundred kilobytes is refused in words and stays to be shortened', async () => {
  const long = 'x'.repeat(100_000)
  await value('comment').click()
  await field('comment').locator('textarea').fill(long)
  await page.keyboard.press('Control+Enter')
  await field('comment').getByRole('alert').waitFor()
  await value('comment').click()
  assert.equal((await field('comment').locator('textarea').inputValue()).length, long.length)
  await page.keyboard.press('Escape')
})

test('the pages complain of nothing', () => assert.deepEqual(problems, []))
