import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

interface Made {
  id: number
}
interface Contact extends Made {
  name: string
  firstName: string | null
  lastName: string | null
  jobTitle: string | null
  companyIds: number[]
  phones: { value: string }[]
}

let app: App
let page: Page
let problems: string[]
let company: number
let head: number
let lapin: number
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  const make = async (record: string, input: object) => (await ask<Made>(page, `${record}.create`, input)).id
  head = await make('companies', { name: 'North Holding' })
  company = await make('companies', {
    name: 'North Oil Machines',
    parentId: head,
    phones: [{ type: 'work', value: '+7 345 255 12 00' }],
  })
  lapin = await make('contacts', {
    firstName: 'Victor',
    lastName: 'Lapin',
    jobTitle: 'chief engineer',
    companyIds: [company],
    phones: [{ type: 'mobile', value: '+7 912 640 33 07' }],
    emails: [{ type: 'work', value: 'lapin@example.com' }],
  })
  await make('contacts', { firstName: 'Olga', lastName: 'Verbitskaya' })
  const { items: stages } = await ask<{ items: { id: number; meaning: string }[] }>(page, 'stages.list', {
    sort: ['position'],
  })
  const won = stages.find(({ meaning }) => meaning === 'won')!.id
  for (const [title, amount, close] of [
    ['Boilers', '1000.50', true],
    ['Chillers', '3000', true],
    ['Pumps', '700', false],
  ] as const) {
    const deal = await make('deals', { title, amount, companyId: company, contactIds: [lapin] })
    if (close) await ask(page, 'deals.move', { id: deal, stageId: won })
  }
})
after(() => app.stop())

const row = (id: number) => page.locator(`[data-row="${String(id)}"]`)
const field = (name: string) => page.locator(`[data-field="${name}"]`)
const figure = (name: string) => page.locator(`[data-figure="${name}"]`)
const button = (name: string, exact = true) => page.getByRole('button', { name, exact })
const contact = (id: number) => ask<Contact>(page, 'contacts.get', { id })

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const now = await read().catch(() => undefined)
    if (JSON.stringify(now) === JSON.stringify(expected)) return
    if (performance.now() - started > 6000) assert.deepEqual(now, expected)
  }
}

test('the two lists: how many there are, rows edited in place', async () => {
  await page.goto('/contacts')
  await row(lapin).waitFor()
  assert.deepEqual(await page.locator('[data-row] [data-column=name] a').allInnerTexts(), [
    'Olga Verbitskaya',
    'Victor Lapin',
  ])
  assert.equal(await row(lapin).locator('[data-column=phones]').innerText(), '+7 912 640-33-07')
  await row(lapin).locator('[data-column=jobTitle]').dblclick()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('head of repairs')
  await page.keyboard.press('Enter')
  await eventually(async () => (await contact(lapin)).jobTitle, 'head of repairs')
  await page.getByRole('link', { name: 'Companies 2' }).click()
  await row(company).waitFor()
  assert.equal(await page.locator('[data-total=count]').innerText(), '2 companies')
})

test('while a contact is being written down, the one with the same phone is shown, however it is typed', async () => {
  await page.goto('/contacts')
  await button('New contact').click()
  const form = page.getByRole('dialog', { name: 'New contact' })
  await form.getByLabel('First name').fill('Vic')
  await form.getByLabel('Phone').fill('8 (912) 640-33-07')
  const hint = form.getByRole('status')
  await hint.getByRole('link', { name: 'Victor Lapin' }).waitFor()
  assert.match(await hint.innerText(), /same phone/)
  await form.getByLabel('Phone').fill('8 (912) 640-33-99')
  await eventually(() => hint.innerText(), '')
  await form.getByLabel('Last name').fill('lapin')
  await hint.getByText('similar name').waitFor()
  // A refusal is said where it belongs, and what was typed stays.
  await form.getByLabel('Email').fill('nonsense')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await form.getByRole('alert').waitFor()
  assert.equal(await form.getByLabel('Email').getAttribute('aria-invalid'), 'true')
  await form.getByLabel('Email').fill('vic@example.com')
  await form.getByRole('button', { name: /^Company/ }).click()
  await page.keyboard.type('North Oil')
  await page.getByRole('option', { name: 'North Oil Machines' }).click()
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('dialog').getByRole('heading', { name: 'Vic lapin' }).waitFor()
  const id = Number(new URL(page.url()).searchParams.get('open'))
  const made = await contact(id)
  assert.deepEqual([made.companyIds, made.phones.map(({ value }) => value)], [[company], ['+79126403399']])
  // He is put into the bin, and comes back.
  await button('More actions').click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('“Vic lapin” is in the bin').waitFor()
  await eventually(() => row(id).count(), 0)
  await page.goto(`/contacts/${String(id)}`)
  await page.getByText('This contact is in the bin').waitFor()
  await button('Restore').click()
  await eventually(() => page.getByText('This contact is in the bin').count(), 0)
  await ask(page, 'contacts.remove', { id })
})

test('a company tells what it has brought and shows its deals; a new one has the client in it', async () => {
  await page.goto(`/companies?open=${String(company)}`)
  const panel = page.getByRole('dialog', { name: `Company ${String(company)}` })
  await panel.getByRole('heading', { name: 'North Oil Machines' }).waitFor()
  await eventually(() => figure('won').getAttribute('data-amount'), '4000.50')
  assert.match(await figure('won').innerText(), /2 deals/)
  assert.equal(await figure('open').getAttribute('data-amount'), '700.00')
  assert.equal(await figure('average').getAttribute('data-amount'), '2000.25')
  await eventually(async () => (await panel.locator('[data-deal]').allInnerTexts()).length, 3)
  assert.match(await panel.locator('[data-deal]').first().innerText(), /Pumps/)
  await panel.getByRole('button', { name: 'New deal' }).click()
  await page.getByRole('dialog', { name: 'New deal' }).getByLabel('Name').fill('Filters')
  await page.getByRole('dialog', { name: 'New deal' }).getByLabel('Amount').fill('300')
  await page.keyboard.press('Enter')
  await eventually(() => figure('open').getAttribute('data-amount'), '1000.00')
  await panel.getByRole('tab', { name: /^Deals/ }).click()
  await panel.getByRole('button', { name: /^Won/ }).click()
  await eventually(async () => (await panel.locator('[data-deal]').allInnerTexts()).length, 2)
  assert.match(page.url(), /tab=deals/)
  await panel.getByRole('link', { name: 'Chillers' }).click()
  await page.waitForURL('**/deals/*')
  await page.getByRole('heading', { name: 'Chillers' }).waitFor()
})

test('a person who sees one of the deals is told the sum of that one', async () => {
  const seller = await ask<Made>(page, 'users.create', {
    name: 'Boris Petrov',
    roleIds: [readyRoles.seller],
    email: 'boris@example.com',
  })
  await ask(page, 'users.setPassword', { id: seller.id, password: 'a long password' })
  const { items } = await ask<{ items: { id: number; title: string }[] }>(page, 'deals.list', {})
  const boilers = items.find(({ title }) => title === 'Boilers')!.id
  await ask(page, 'deals.change', { id: boilers, fields: { observerIds: [seller.id] } })
  await ask(page, 'companies.change', { id: company, fields: { observerIds: [seller.id] } })
  const theirs = await (await app.context()).newPage()
  await theirs.goto('/signin')
  await theirs.fill('[name=email]', 'boris@example.com')
  await theirs.fill('[name=password]', 'a long password')
  await theirs.click('button[type=submit]')
  await theirs.waitForURL('**/deals')
  await theirs.goto(`/companies/${String(company)}`)
  await theirs.locator('[data-figure=won][data-amount="1000.50"]').waitFor()
  assert.equal(await theirs.locator('[data-figure=open]').getAttribute('data-amount'), '0')
  await theirs.locator('[data-deal]').first().waitFor()
  assert.equal(await theirs.locator('[data-deal]').count(), 1)
  // He sees, he does not edit.
  await theirs.locator('[data-field=industryId]').waitFor()
  assert.equal(await theirs.locator('[data-field=industryId] button').count(), 0)
  await theirs.getByRole('button', { name: 'More actions' }).click()
  await theirs.getByRole('menuitem', { name: 'Who can see this' }).waitFor()
  // How a card is arranged for himself is his own.
  assert.deepEqual(await theirs.getByRole('menuitem').allTextContents(), ['Arrange card', 'Who can see this'])
  await theirs.context().close()
})

test('the people of a company are found by typing, made on the fly, taken off and brought back', async () => {
  await page.goto(`/companies/${String(company)}?tab=contacts`)
  const people = page.getByRole('region', { name: 'Contacts' })
  await people.getByRole('link', { name: 'Victor Lapin' }).waitFor()
  assert.equal(await people.getByRole('link', { name: /^Call/ }).getAttribute('href'), 'tel:+79126403307')
  assert.equal(await people.getByRole('link', { name: /^Write/ }).getAttribute('href'), 'mailto:lapin@example.com')
  await button('Add a contact').click()
  await page.keyboard.type('verbit')
  await page.getByRole('option', { name: 'Olga Verbitskaya' }).click()
  await people.getByRole('link', { name: 'Olga Verbitskaya' }).waitFor()
  await button('Add a contact').click()
  await page.keyboard.type('Rustam Safin')
  await page.getByRole('option', { name: 'Create “Rustam Safin”' }).click()
  await people.getByRole('link', { name: 'Rustam Safin' }).waitFor()
  await people.locator('[data-linked]', { hasText: 'Olga' }).hover()
  await button('Take off: Olga Verbitskaya').click()
  await eventually(() => people.getByRole('link', { name: 'Olga Verbitskaya' }).count(), 0)
  await button('Undo', false).click()
  await people.getByRole('link', { name: 'Olga Verbitskaya' }).waitFor()
})

test('a person is renamed and edited in place; the card leads to the company and to its head', async () => {
  await page.goto(`/contacts/${String(lapin)}`)
  await page.getByRole('heading', { name: 'Victor Lapin' }).getByRole('button').click()
  await page.getByLabel('Last name').fill('')
  await page.getByLabel('First name').fill('')
  await page.keyboard.press('Enter')
  await page.getByRole('heading').getByRole('alert').waitFor()
  await page.getByLabel('First name').fill('Viktor')
  await page.getByLabel('Last name').fill('Lapin')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Viktor Lapin' }).waitFor()
  await eventually(async () => (await contact(lapin)).firstName, 'Viktor')
  await field('birthDate').getByRole('button').first().click()
  await page.keyboard.type('04/12/1979')
  await page.keyboard.press('Enter')
  await eventually(() => field('birthDate').getByRole('button').first().innerText(), 'Apr 12, 1979')
  await page.getByRole('tab', { name: 'History' }).click()
  await page.locator('[data-event="contacts.changed"]', { hasText: 'Birthday' }).waitFor()
  await page.getByRole('link', { name: 'North Oil Machines' }).click()
  await page.getByRole('heading', { name: 'North Oil Machines' }).waitFor()
  await page.getByRole('link', { name: 'North Holding' }).click()
  await page.getByRole('heading', { name: 'North Holding' }).waitFor()
  await button('1 subsidiary').click()
  await page.getByRole('menuitem', { name: 'North Oil Machines' }).click()
  await page.waitForURL(`**/companies/${String(company)}`)
})

test('in the panel one goes from one to the next, and Escape closes it', async () => {
  await page.goto(`/contacts?open=${String(lapin)}`)
  await page.getByRole('heading', { name: 'Viktor Lapin' }).waitFor()
  await row(lapin).waitFor()
  await button('Previous').click()
  await page.getByRole('heading', { name: 'Rustam Safin' }).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Viktor Lapin' }).waitFor()
  await page.keyboard.press('Escape')
  await eventually(() => page.getByRole('dialog').count(), 0)
  assert.doesNotMatch(page.url(), /open=/)
})

test('on a phone: rows that call, a search, a card that fills the screen', async () => {
  const context = await app.context('en', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await page.context().storageState(),
  })
  const phone = await context.newPage()
  await phone.goto('/contacts')
  const one = phone.locator(`[data-row="${String(lapin)}"]`).last()
  await one.waitFor()
  const call = one.getByRole('link', { name: /^Call/ })
  assert.equal(await call.getAttribute('href'), 'tel:+79126403307')
  const { width, height } = (await call.boundingBox())!
  assert.ok(width >= 44 && height >= 44)
  await phone.getByRole('searchbox').fill('6403307')
  await phone.waitForFunction(() => document.querySelectorAll('[data-row]').length === 1)
  await one.getByRole('link', { name: /Viktor Lapin/ }).click()
  const card = phone.getByRole('dialog')
  await card.getByRole('heading', { name: 'Viktor Lapin' }).waitFor()
  assert.equal(Math.round((await card.boundingBox())!.width), 390)
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390)
  await phone.getByRole('button', { name: 'Back to the contacts' }).click()
  await one.waitFor()
  await context.close()
})

test('on a phone that loses its server the list says so, and goes on by itself or by a press', async () => {
  const context = await app.context('en', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await page.context().storageState(),
  })
  const phone = await context.newPage()
  await phone.goto('/contacts')
  await phone.locator('[data-row]').first().waitFor()
  await context.setOffline(true)
  await phone.getByRole('navigation', { name: 'Kind of client' }).getByRole('link', { name: 'Companies' }).tap()
  const alert = phone.getByRole('alert').filter({ hasText: 'The list could not be loaded' })
  await alert.waitFor({ timeout: 20_000 })
  await context.setOffline(false)
  await alert.getByRole('button', { name: 'Try again' }).tap()
  await phone.locator('[data-row]').first().waitFor()
  await context.close()
})

test('nothing was complained of', () => {
  assert.deepEqual(problems, [])
})
