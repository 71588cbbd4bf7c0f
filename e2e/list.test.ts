import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

interface Deal {
  id: number
  title: string
  amount: string
  closeDate: string
  version: number
  stageId: number
}
interface Page1<T> {
  items: T[]
}

let app: App
let page: Page
let problems: string[]
const ids: Record<string, number> = {}
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  const boris = await ask<{ id: number }>(page, 'users.create', { name: 'Boris Petrov', roleIds: [readyRoles.seller] })
  const { items: stages } = await ask<Page1<{ id: number; name: string }>>(page, 'stages.list', { sort: ['position'] })
  const stage = (name: string) => stages.find((one) => one.name === name)!.id
  const company = await ask<{ id: number }>(page, 'companies.create', { name: 'Acme' })
  const deals = [
    ['Boiler', 'New', boris.id, '1200.50'],
    ['Chiller', 'New', boris.id, '800.25'],
    ['Fan', 'Proposal', boris.id, '5000'],
    ['Pump', 'New', 1, '70'],
  ] as const
  for (const [title, stageName, ownerId, amount] of deals) {
    const made = await ask<Deal>(page, 'deals.create', {
      title,
      stageId: stage(stageName),
      ownerId,
      amount,
      companyId: company.id,
      beginDate: '2026-01-01',
      closeDate: '2026-06-01',
    })
    ids[title] = made.id
  }
})
after(() => app.stop())

const row = (title: string) => page.locator(`[data-row="${String(ids[title])}"]`)
const cell = (title: string, column: string) => row(title).locator(`[data-column="${column}"]`)
const titles = () => page.locator('[data-row] [data-column="title"] a').allInnerTexts()
const total = (name: string) => page.locator(`[data-total="${name}"]`).innerText()

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const value = await read().catch(() => undefined)
    if (JSON.stringify(value) === JSON.stringify(expected)) return
    if (performance.now() - started > 5000) assert.deepEqual(value, expected)
  }
}

async function condition(field: string, ...ticks: string[]): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.type(field)
  await page.keyboard.press('Enter')
  for (const name of ticks) await page.getByRole('checkbox', { name, exact: true }).check()
  await page.keyboard.press('Escape')
}

test('the list shows the deals of a pipeline and what they come to', async () => {
  await page.goto('/deals/list')
  await row('Boiler').waitFor()
  assert.equal((await titles()).length, 4)
  await eventually(() => total('count'), '4 deals')
  await eventually(() => total('sum'), 'Sum $7,070.75')
  await eventually(() => total('average'), 'Average $1,768')
})

test('filtered by responsible and stage, the sum below is the one that the API tells', async () => {
  await condition('Responsible', 'Boris Petrov')
  await eventually(async () => (await titles()).sort(), ['Boiler', 'Chiller', 'Fan'])
  await condition('Stage', 'New')
  await eventually(async () => (await titles()).sort(), ['Boiler', 'Chiller'])
  await eventually(() => total('count'), '2 deals')
  const filter = JSON.parse(new URL(page.url()).searchParams.get('filter')!) as object
  const told = await ask<{ count: number; amount: string; currency: string }>(page, 'deals.totals', { filter })
  assert.deepEqual(told, { count: 2, amount: '2000.75', currency: 'USD' })
  assert.equal(await page.locator('[data-sum]').getAttribute('data-sum'), told.amount)
  assert.equal(await total('sum'), 'Sum $2,000.75')
})

test('the address holds the filter: another screen shows the same', async () => {
  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.locator(`[data-row="${String(ids.Boiler)}"]`).waitFor()
  assert.equal(await other.locator('[data-row]').count(), 2)
  await other.close()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await eventually(async () => (await titles()).length, 4)
})

test('a press on a head sorts', async () => {
  await page.getByRole('button', { name: 'Amount' }).click()
  await eventually(titles, ['Fan', 'Boiler', 'Chiller', 'Pump'])
  await page.getByRole('button', { name: 'Amount' }).click()
  await eventually(titles, ['Pump', 'Chiller', 'Boiler', 'Fan'])
})

test('with Shift another column is sorted by beside the first', async () => {
  await page.getByRole('button', { name: 'Closes' }).click()
  await page.getByRole('button', { name: /Amount/ }).click({ modifiers: ['Shift'] })
  await eventually(titles, ['Fan', 'Boiler', 'Chiller', 'Pump'])
  assert.deepEqual(JSON.parse(new URL(page.url()).searchParams.get('sort')!), ['closeDate', '-amount'])
  assert.deepEqual(await page.locator('[data-head=amount]').getAttribute('aria-sort'), 'descending')
  await page.getByRole('button', { name: /Amount/ }).click({ modifiers: ['Shift'] })
  await eventually(titles, ['Pump', 'Chiller', 'Boiler', 'Fan'])
})

const heads = () => page.locator('[data-head]').evaluateAll((list) => list.map((one) => one.getAttribute('data-head')!))

test('columns are dragged to another place and widened, and stay so', async () => {
  const before = await heads()
  await page
    .locator('[data-head=amount]')
    .dragTo(page.locator('[data-head]').nth(1), { targetPosition: { x: 16, y: 8 } })
  const moved = ['title', 'amount', ...before.filter((name) => name !== 'title' && name !== 'amount')]
  await eventually(heads, moved)
  const width = async () => (await page.locator('[data-head=amount]').boundingBox())!.width
  const { x, y, width: was } = (await page.locator('[data-head=amount]').boundingBox())!
  await page.mouse.move(x + was - 1, y + 10)
  await page.mouse.down()
  await page.mouse.move(x + was + 59, y + 10, { steps: 4 })
  await page.mouse.up()
  assert.equal(Math.round((await width()) - was), 60)
  await page.reload()
  await row('Pump').waitFor()
  assert.deepEqual(await heads(), moved)
  assert.equal(Math.round((await width()) - was), 60)
  assert.equal(Math.round((await cell('Pump', 'amount').boundingBox())!.width), Math.round(was + 60))
})

test('keys move and widen a column; the first one stays', async () => {
  const before = await heads()
  await page.locator('[data-head=amount] button').focus()
  await page.keyboard.press('Alt+ArrowRight')
  await eventually(heads, ['title', before[2], 'amount', ...before.slice(3)])
  assert.equal(
    await page.evaluate(() => document.activeElement?.closest('[data-head]')?.getAttribute('data-head')),
    'amount',
  )
  await page.keyboard.press('Alt+ArrowLeft')
  await page.keyboard.press('Alt+ArrowLeft')
  await eventually(heads, before)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'As they were' }).click()
  await page.keyboard.press('Escape')
  await eventually(async () => (await heads()).indexOf('amount') > 1, true)
})

test('conditions may be alternatives: one or the other, and what stands beside them', async () => {
  await condition('Stage', 'Proposal')
  await eventually(titles, ['Fan'])
  await page
    .getByRole('group', { name: 'Conditions' })
    .getByRole('button', { name: /^Stage/ })
    .click()
  await page.getByRole('button', { name: 'Or another condition…' }).click()
  await page.keyboard.type('Amount')
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: 'at most' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('100')
  await page.keyboard.press('Enter')
  await eventually(async () => (await titles()).sort(), ['Fan', 'Pump'])
  await condition('Responsible', 'Boris Petrov')
  await eventually(titles, ['Fan'])
  const { items: stages } = await ask<Page1<{ id: number; name: string }>>(page, 'stages.list', {})
  assert.deepEqual(JSON.parse(new URL(page.url()).searchParams.get('filter')!), {
    and: [
      {
        or: [
          { field: 'stageId', op: 'in', value: [stages.find(({ name }) => name === 'Proposal')!.id] },
          { field: 'amount', op: 'lte', value: '100' },
        ],
      },
      {
        field: 'ownerId',
        op: 'in',
        value: [(await ask<Deal & { ownerId: number }>(page, 'deals.get', { id: ids.Fan })).ownerId],
      },
    ],
  })
  await page.reload()
  await eventually(titles, ['Fan'])
  await page.getByRole('button', { name: 'Remove the condition: Stage' }).click()
  await eventually(titles, [])
  await page.getByRole('button', { name: 'Clear all' }).click()
  await eventually(async () => (await titles()).length, 4)
})

test('a filter of the address that makes no sense is said, not passed over', async () => {
  await page.goto('/deals/list?filter=%7B%22nonsense%22%3A1%7D')
  await page.getByRole('alert').getByText('The filter in the address makes no sense').waitFor()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await eventually(async () => (await titles()).length, 4)
})

test('a cell is edited in place: Enter saves, Escape puts back, arrows go on', async () => {
  await cell('Pump', 'amount').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('1,234.5')
  await page.keyboard.press('Enter')
  await eventually(() => cell('Pump', 'amount').innerText(), '$1,234.50')
  await eventually(async () => (await ask<Deal>(page, 'deals.get', { id: ids.Pump })).amount, '1234.50')
  await page.keyboard.press('F2')
  await page.keyboard.type('999')
  await page.keyboard.press('Escape')
  assert.equal(await cell('Pump', 'amount').innerText(), '$1,234.50')
  await page.keyboard.press('ArrowRight')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-column')), 'closeDate')
  await eventually(() => total('sum'), 'Sum $8,235.25')
})

test('what the server refuses is put back, with the reason', async () => {
  await cell('Boiler', 'closeDate').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('1/1/2020')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The deal would close before it begins').waitFor()
  assert.match(await cell('Boiler', 'closeDate').innerText(), /^Jun 1/)
  await page.getByRole('alert').getByRole('button', { name: 'Put back' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

test('two people change one cell: both values are shown, and one is chosen', async () => {
  for (const [choice, expected] of [
    ['Take theirs', '300.00'],
    ['Keep mine', '42.00'],
  ] as const) {
    await cell('Chiller', 'amount').click()
    await page.keyboard.press('F2')
    await page.keyboard.type('42')
    await ask(page, 'deals.change', { id: ids.Chiller, fields: { amount: '300' } })
    await page.keyboard.press('Enter')
    const note = page.getByRole('alert').filter({ hasText: 'Somebody else has just changed this' })
    await note.waitFor()
    assert.match(await note.innerText(), /Yours\s+\$42[\s\S]*Theirs\s+\$300/)
    await note.getByRole('button', { name: choice }).click()
    await note.waitFor({ state: 'detached' })
    await eventually(async () => (await ask<Deal>(page, 'deals.get', { id: ids.Chiller })).amount, expected)
    await eventually(() => cell('Chiller', 'amount').innerText(), `$${Number(expected).toFixed(0)}`)
    await ask(page, 'deals.change', { id: ids.Chiller, fields: { amount: '800.25' } })
    await eventually(() => cell('Chiller', 'amount').innerText(), '$800.25')
  }
})

test('a stage is chosen in its cell', async () => {
  await cell('Chiller', 'stageId').click()
  await page.keyboard.press('Enter')
  await page.keyboard.type('Quali')
  await page.keyboard.press('Enter')
  await eventually(() => cell('Chiller', 'stageId').innerText(), 'Qualified')
  const { items } = await ask<Page1<{ id: number; name: string }>>(page, 'stages.list', {})
  const qualified = items.find(({ name }) => name === 'Qualified')!.id
  await eventually(async () => (await ask<Deal>(page, 'deals.get', { id: ids.Chiller })).stageId, qualified)
})

test('columns are chosen and kept', async () => {
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Begins' }).uncheck()
  await page.getByRole('checkbox', { name: 'Type' }).check()
  await page.keyboard.press('Escape')
  await page.reload()
  await row('Boiler').waitFor()
  const heads = await page.getByRole('columnheader').allInnerTexts()
  assert.ok(heads.includes('Type') && !heads.includes('Begins'), heads.join())
})

test('the title opens the card, with its own address', async () => {
  await row('Fan').getByText('Fan').click()
  await page.waitForURL(new RegExp(`deal=${String(ids.Fan)}`))
  await page.getByRole('dialog').getByRole('heading', { name: 'Fan' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => !url.search.includes('deal='))
})

test('on a phone a deal takes two lines and opens by a touch; the order is chosen', async () => {
  const phone = await (
    await app.context('en', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      storageState: await page.context().storageState(),
    })
  ).newPage()
  await phone.goto('/deals/list')
  const names = () =>
    phone.locator('[data-row]').evaluateAll((rows) => rows.map((one) => (one as HTMLElement).innerText.split('\n')[0]!))
  await phone.locator('[data-row]').first().waitFor()
  assert.match(
    await phone.locator('[data-row]').filter({ hasText: 'Fan' }).innerText(),
    /\$5,000[\s\S]*Proposal[\s\S]*Acme/,
  )
  await phone.getByLabel('Order').selectOption('Largest first')
  await eventually(async () => (await names())[0], 'Fan')
  await phone.getByLabel('Order').selectOption('By title')
  await eventually(names, ['Boiler', 'Chiller', 'Fan', 'Pump'])
  await phone.reload()
  await eventually(names, ['Boiler', 'Chiller', 'Fan', 'Pump'])
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390)
  await phone.locator('[data-row]').filter({ hasText: 'Pump' }).tap()
  await phone.getByRole('dialog').getByRole('heading', { name: 'Pump' }).waitFor()
  await phone.context().close()
})

test('one view is the current one', async () => {
  const current = page.getByRole('navigation', { name: 'View' }).locator('[aria-current]')
  for (const [path, name] of [
    ['/deals/list', 'List'],
    ['/deals', 'Board'],
  ] as const) {
    await page.goto(path)
    await page.locator('[data-row], [data-card]').first().waitFor()
    await eventually(() => current.allInnerTexts(), [name])
  }
})

test('the pages complain of nothing', () => assert.deepEqual(problems, []))
