import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { ask, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let page: Page
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  await setUp(page)
})
after(() => app.stop())

interface Stage {
  id: number
  name: string
  color: string
  meaning: string
  rottenAfter: number | null
}
const stages = async () =>
  (await ask<{ items: Stage[] }>(page, 'stages.list', { limit: 200, sort: ['position'] })).items
const stage = async (name: string) => (await stages()).find((one) => one.name === name)!
const row = (name: string, on = page) => on.locator(`[data-stage="${name}"]`)
const open = (name: string) => row(name).locator('button[aria-expanded]:not([data-grip])').click()
const panel = (name: string) => page.getByRole('complementary', { name })
const press = (name: string, on = page) => on.getByRole('button', { name, exact: true }).click()
const told = (text: string, on = page) => on.getByText(text).first().waitFor()
const order = () =>
  page
    .locator('section[aria-label="In progress"] [data-stage]')
    .evaluateAll((rows) => rows.map((one) => (one as HTMLElement).dataset['stage']))

test('a stage is added, renamed, recoloured and limited; what is typed stays while another is looked at', async () => {
  await page.goto('/settings/pipelines')
  await press('Stage')
  await page.keyboard.type('Demo')
  await page.keyboard.press('Enter')
  await row('Demo').waitFor()
  await page.keyboard.press('Escape')
  assert.equal((await order()).at(-1), 'Demo')

  await open('Demo')
  await panel('Demo').locator('[name=name]').fill('Demonstration')
  await panel('Demo').getByRole('radio', { name: 'Pink' }).click()
  await open('Proposal')
  await panel('Proposal').waitFor()
  await row('Demo').getByText('not saved').waitFor()
  await open('Demo')
  assert.equal(await panel('Demo').locator('[name=name]').inputValue(), 'Demonstration')
  await panel('Demo').locator('[name=rottenAfter]').fill('soon')
  assert.equal(await panel('Demo').getByRole('button', { name: 'Save' }).isDisabled(), true)
  await panel('Demo').locator('[name=rottenAfter]').fill('14')
  await page.keyboard.press('Enter')
  await row('Demonstration').getByText('14 days').waitFor()
  const saved = await stage('Demonstration')
  assert.deepEqual([saved.color, saved.rottenAfter, saved.meaning], ['pink', 14, 'open'])
  await press('Undo')
  await row('Demo').waitFor()
  await page.keyboard.press('Escape')
})

test('stages are put in another order by keyboard and by dragging', async () => {
  const before = await order()
  await row('Demo').locator('[data-grip]').focus()
  const up = async (place: number) => {
    await page.keyboard.press('ArrowUp')
    await page.waitForFunction((at) => {
      const rows = [...document.querySelectorAll('section[aria-label="In progress"] [data-stage]')]
      return rows[at]?.contains(document.activeElement)
    }, place)
  }
  await up(5)
  await up(4)
  assert.deepEqual(await order(), [...before.slice(0, -3), 'Demo', ...before.slice(-3, -1)])
  assert.match((await page.getByRole('status').allTextContents()).join(' '), /“Demo” is now 5 of 7/)
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Move “Demo”')
  await row('Demo')
    .locator('[data-grip]')
    .dragTo(row('New'), { targetPosition: { x: 100, y: 5 }, steps: 8 })
  await page.waitForFunction(
    () =>
      document.querySelector('section[aria-label="In progress"] [data-stage]')?.getAttribute('data-stage') === 'Demo',
  )
  await page.reload()
  await row('Demo').waitFor()
  assert.equal((await order())[0], 'Demo')
})

test('a deleted stage sends its deals where it is told, and comes back with them', async () => {
  const [{ id: from }, { id: into }] = [await stage('Contract'), await stage('Payment')]
  const ids: number[] = []
  for (const title of ['One', 'Two'])
    ids.push((await ask<{ id: number }>(page, 'deals.create', { title, stageId: from, amount: '10' })).id)
  const places = () =>
    Promise.all(ids.map(async (id) => (await ask<{ stageId: number }>(page, 'deals.get', { id })).stageId))
  await row('Contract').getByText('2', { exact: true }).waitFor()
  await open('Contract')
  await panel('Contract').getByText('What a stage means can be changed while it has no deals').waitFor()
  await panel('Contract').getByLabel('2 deals go').selectOption('Payment')
  await panel('Contract').getByRole('button', { name: 'Delete the stage' }).click()
  await told('“Contract” is deleted, 2 deals are in “Payment”')
  assert.equal(await row('Contract').count(), 0)
  assert.deepEqual(await places(), [into, into])
  await press('Undo')
  await row('Contract').waitFor()
  assert.deepEqual(await places(), [from, from])
})

test('a pipeline is added, renamed, and deleted with its deals', async () => {
  await press('Pipeline')
  await page.keyboard.type('Service')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Service 0', pressed: true }).waitFor()
  const first = (await stages()).sort((a, b) => b.id - a.id).find(({ name }) => name === 'New')!
  const deal = await ask<{ id: number }>(page, 'deals.create', { title: 'Repair', stageId: first.id })
  await page.getByRole('button', { name: 'Service 1' }).waitFor()
  await page.getByRole('button', { name: 'More about “Service”' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.keyboard.type('Support')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Support 1' }).waitFor()
  await page.getByRole('button', { name: 'More about “Support”' }).click()
  await page.getByRole('menuitem', { name: 'Delete the pipeline' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('1 in progress: to the stage').selectOption('Proposal')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await told('“Support” is deleted, 1 deal moved')
  const { id } = await stage('Proposal')
  assert.equal((await ask<{ stageId: number }>(page, 'deals.get', { id: deal.id })).stageId, id)
  await page.getByRole('button', { name: 'Sales 3' }).waitFor()
})

test('a rate is set and taken back; a currency is added; deals follow', async () => {
  await page.goto('/settings/currencies')
  await page.locator('[data-currency=EUR] button:not([data-grip])').click()
  const euro = panel('EUR')
  await euro.locator('[name=rate]').fill('nothing')
  await euro.getByRole('button', { name: 'Set the rate' }).click()
  await euro.getByRole('alert').waitFor()
  await euro.locator('[name=rate]').fill('1.25')
  await euro.locator('[name=day]').fill('2026-01-01')
  await page.keyboard.press('Enter')
  await page.getByText('1 EUR = 1.25 USD').first().waitFor()
  const { id } = await ask<{ id: number }>(page, 'deals.create', { title: 'Abroad', amount: '100', currency: 'EUR' })
  await euro.locator('[name=rate]').fill('1.5')
  await euro.getByRole('button', { name: 'Set the rate' }).click()
  await page.locator('[data-currency=EUR]').getByText('1 EUR = 1.5 USD').waitFor()
  await page.getByText(/1 open deal in EUR counted anew/).waitFor()
  assert.equal((await ask<{ amountBase: string }>(page, 'deals.get', { id })).amountBase, '150.00')
  await euro.getByText('1 open deal is in it').waitFor()

  await press('Currency')
  const fresh = panel('New currency')
  await fresh.locator('[name=code]').selectOption('JPY')
  await fresh.locator('[name=rate]').fill('0.0066')
  await fresh.getByRole('button', { name: 'Add' }).click()
  await page.locator('[data-currency=JPY]').getByText('1 JPY = 0.0066 USD').waitFor()
})

test('a word of a list is added, coloured, renamed, switched off, deleted and brought back', async () => {
  await page.goto('/settings/lists?dictionary=tag')
  await press('Add')
  await page.keyboard.type('Urgent')
  await page.keyboard.press('Enter')
  const word = (name: string) => page.locator(`[data-word="${name}"]`)
  await word('Urgent').waitFor()
  await page.keyboard.type('urgent')
  await page.keyboard.press('Enter')
  await page.getByText('There is one with this name already').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Colour of “Urgent”' }).click()
  await page.getByRole('radio', { name: 'Red' }).click()
  await page.keyboard.press('Escape')
  await word('Urgent').getByRole('button', { name: 'Urgent', exact: true }).click()
  await page.keyboard.type('Very urgent')
  await page.keyboard.press('Enter')
  await word('Very urgent').waitFor()
  const more = async (choice: string) => {
    await page.getByRole('button', { name: 'More about “Very urgent”' }).click()
    await page.getByRole('menuitem', { name: choice }).click()
  }
  await more('Switch off')
  await word('Very urgent').getByText('switched off').waitFor()
  const terms = () =>
    ask<{ items: { name: string; color: string; active: boolean; dictionary: string }[] }>(page, 'terms.list', {
      limit: 200,
    })
  const kept = (await terms()).items.find(({ dictionary }) => dictionary === 'tag')!
  assert.deepEqual([kept.name, kept.color, kept.active], ['Very urgent', 'red', false])
  await more('Delete')
  await word('Very urgent').waitFor({ state: 'detached' })
  await press('Undo')
  await word('Very urgent').waitFor()
})

test('the company is renamed, and its base currency stays once there are deals', async () => {
  await page.goto('/settings')
  await page.locator('[name=name]').fill('Hardware Ltd')
  await page.locator('[name=weekStart]').selectOption('Monday')
  assert.equal(await page.locator('[name=baseCurrency]').isDisabled(), true)
  await page.locator('[name=binDays]').fill('7')
  await press('Save')
  await told('The settings are saved')
  const { company } = await ask<{ company: { name: string; weekStart: number } }>(page, 'session.get')
  assert.deepEqual([company.name, company.weekStart], ['Hardware Ltd', 1])
  await press('Undo')
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=binDays]')?.value === '30')
})

test('on a phone the menu is a page, a part leads back, and nothing is wider than the screen', async () => {
  const context = await app.context('en', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const phone = await context.newPage()
  await signIn(phone)
  await phone.goto('/settings')
  for (const [name, ready] of [
    ['Pipelines and stages', '[data-stage]'],
    ['Currencies and rates', '[data-currency]'],
    ['Sources and lists', '[data-word]'],
    ['Company', '[name=name]'],
  ] as const) {
    await phone.getByRole('link', { name, exact: true }).click()
    await phone.locator(ready).first().waitFor()
    assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390, name)
    await phone.getByRole('link', { name: 'Back to the settings' }).click()
    await phone.getByRole('heading', { name: 'Settings' }).waitFor()
  }
  await phone.getByRole('link', { name: 'Pipelines and stages' }).click()
  await row('Demo', phone).locator('[data-grip]').click()
  await phone.getByRole('menuitem', { name: 'Move down' }).click()
  await phone.waitForFunction(() => document.querySelector('[data-stage]')?.getAttribute('data-stage') === 'New')
  await context.close()
})

test('a seller looks and changes nothing', async () => {
  await ask(page, 'users.create', { name: 'Seller', email: 'seller@example.com', roleIds: [readyRoles.seller] })
  const { items } = await ask<{ items: { id: number; name: string }[] }>(page, 'users.list', {})
  const { id } = items.find(({ name }) => name === 'Seller')!
  await ask(page, 'users.setPassword', { id, password: 'a long password' })
  const context = await app.context()
  const other = await context.newPage()
  await signIn(other, 'seller@example.com')
  for (const [path, ready] of [
    ['/settings/pipelines', '[data-stage]'],
    ['/settings/currencies', '[data-currency]'],
    ['/settings/lists', '[data-word]'],
    ['/settings/company', 'dl'],
  ] as const) {
    await other.goto(path)
    await other.locator(ready).first().waitFor()
    await other.getByText('You can look at this; administrators change it').waitFor()
    assert.equal(
      await other.locator('main section :is([data-grip], [aria-haspopup], form, [name]), main form').count(),
      0,
      path,
    )
  }
  await context.close()
})
