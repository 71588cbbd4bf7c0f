import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { ask, complaints, setUp, signIn, startApp, type App } from './app.ts'

interface Made {
  id: number
}
interface Contact extends Made {
  name: string
  jobTitle: string | null
  removedAt: string | null
  phones: { value: string }[]
  emails: { value: string }[]
}

let app: App
let page: Page
let problems: string[]
let first: number
let second: number
let deal: number
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  const make = async (record: string, input: object) => (await ask<Made>(page, `${record}.create`, input)).id
  const phones = [{ type: 'mobile', value: '+7 912 640 33 07' }]
  first = await make('contacts', { firstName: 'Victor', lastName: 'Lapin', jobTitle: 'engineer', phones })
  second = await make('contacts', {
    firstName: 'V.',
    lastName: 'Lapin',
    jobTitle: 'chief engineer',
    phones,
    emails: [{ type: 'work', value: 'lapin@example.com' }],
  })
  deal = await make('deals', { title: 'Boilers', contactIds: [second] })
  await ask(page, 'comments.create', { record: 'contacts', recordId: second, text: 'Call after five' })
})
after(() => app.stop())

const contact = (id: number) => ask<Contact>(page, 'contacts.get', { id })
const clientsOf = async (id: number) => (await ask<{ contactIds: number[] }>(page, 'deals.get', { id })).contactIds
const group = () => page.locator('[data-group]')
const form = () => page.getByRole('dialog', { name: 'Merge contacts' })
const toast = () => page.getByRole('status').filter({ hasText: 'Merged into' })

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const now = await read().catch(() => undefined)
    if (JSON.stringify(now) === JSON.stringify(expected)) return
    if (performance.now() - started > 6000) assert.deepEqual(now, expected)
  }
}

test('two contacts with one phone are found, made one field by field, and separate again', async () => {
  await page.goto('/contacts')
  await page.getByRole('link', { name: 'Duplicates' }).click()
  await group().waitFor({ timeout: 15_000 })
  assert.match(await group().innerText(), /same phone/)
  await group().getByRole('button', { name: 'Merge…' }).click()
  // What differs comes first; what is the same in all is folded.
  const jobs = form().getByRole('group', { name: 'Job title' })
  await jobs.waitFor()
  assert.equal(await form().locator('[data-part-of=phones]').isVisible(), false)
  await form()
    .locator(`[data-into="${String(first)}"]`)
    .check()
  // The usual choices go with the one that stays.
  await form().locator('[aria-busy=false]').waitFor()
  await jobs.locator(`[data-take="${String(second)}"]`).check()
  assert.match(await form().locator('[data-part-of=along]').innerText(), /1 deal\s+1 comment/)
  await form().getByRole('button', { name: 'Merge', exact: true }).click()
  await toast().waitFor()
  await page.locator('[data-no-duplicates]').waitFor()
  const one = await contact(first)
  assert.deepEqual(
    [one.name, one.jobTitle, one.phones.length, one.emails.map(({ value }) => value), await clientsOf(deal)],
    ['Victor Lapin', 'chief engineer', 1, ['lapin@example.com'], [first]],
  )
  await toast().getByRole('button', { name: 'Undo' }).click()
  await eventually(() => clientsOf(deal), [second])
  assert.deepEqual(
    [(await contact(first)).jobTitle, (await contact(second)).jobTitle, (await contact(second)).id],
    ['engineer', 'chief engineer', second],
  )
  await group().waitFor({ timeout: 15_000 })
})

test('what is put off is shown again when asked for', async () => {
  await group().getByRole('button', { name: 'Later' }).click()
  assert.equal(await group().count(), 0)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await group().waitFor()
})

test('who are said to be two are not offered again, until that is taken back', async () => {
  await group().getByRole('button', { name: 'Not duplicates' }).click()
  await page.locator('[data-no-duplicates]').waitFor()
  await page.reload()
  await page.locator('[data-no-duplicates]').waitFor()
  await ask(page, 'duplicates.bringTogether', { record: 'contacts', ids: [first, second] })
  await page.reload()
  await group().waitFor()
  await group().getByRole('button', { name: 'Not duplicates' }).click()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await group().waitFor()
})

test('who may not change and delete one of them is told so before he merges', async () => {
  const [email, password] = ['boris@example.com', 'a long password']
  const { id } = await ask<Made>(page, 'users.create', { name: 'Boris', email, roleIds: [readyRoles.seller] })
  await ask(page, 'users.setPassword', { id, password })
  const own = await ask<Made>(page, 'contacts.create', { lastName: 'Lapin', ownerId: id })
  await ask(page, 'contacts.change', { id: second, fields: { observerIds: [id] } })
  const his = await (await app.context()).newPage()
  await signIn(his, email, password)
  await his.goto(`/contacts/${String(own.id)}`)
  await his.getByRole('button', { name: 'More actions' }).click()
  await his.getByRole('menuitem', { name: 'Merge with…' }).click()
  await his.getByRole('option', { name: 'V. Lapin' }).click()
  const merges = his.getByRole('dialog', { name: 'Merge contacts' })
  await merges.getByText('You may not merge it').waitFor()
  assert.match(await merges.locator('[data-withheld]').innerText(), /V\. Lapin/)
  assert.equal(await merges.getByRole('button', { name: 'Merge', exact: true }).isDisabled(), true)
  await his.context().close()
})

test('a card is made one with another that is found by typing; its old address leads there', async () => {
  await page.goto(`/contacts/${String(second)}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Merge with…' }).click()
  await page.keyboard.type('Victor')
  await page.getByRole('option', { name: 'Victor Lapin' }).click()
  await form()
    .locator(`[data-into="${String(first)}"]`)
    .check()
  // Who saw one of them only would see all: that has to be meant.
  await form().getByText('Will see more than now: Boris').waitFor()
  await form().getByLabel('That is meant').check()
  await form().getByRole('button', { name: 'Merge', exact: true }).click()
  await page.waitForURL(`**/contacts/${String(first)}`)
  await page.getByRole('heading', { name: 'Victor Lapin' }).waitFor()
  assert.equal(await page.getByText(/has become part of this record/).count(), 0)
  for (const [old, now] of [
    [`/contacts/${String(second)}`, `**/contacts/${String(first)}`],
    [`/contacts?open=${String(second)}`, `**/contacts?open=${String(first)}`],
  ] as const) {
    await page.goto(old)
    await page.waitForURL(now)
    await page.getByRole('heading', { name: 'Victor Lapin' }).waitFor()
    await page.getByText(`№ ${String(second)} has become part of this record`).waitFor()
  }
})

test('deals that are chosen in the list become one, and two again from its history', async () => {
  const other = (await ask<Made>(page, 'deals.create', { title: 'Boilers, shop 2', comment: 'Waits for the offer' })).id
  await page.goto('/deals/list')
  const row = (id: number) => page.locator(`[data-row="${String(id)}"]`)
  const merges = page.getByRole('button', { name: 'Merge…' })
  await row(deal).locator('[data-choose]').check()
  assert.equal(await merges.isDisabled(), true)
  await row(other).locator('[data-cell]').nth(2).focus()
  await page.keyboard.press('Space')
  await page.getByText('2 chosen').waitFor()
  await merges.click()
  const form = page.getByRole('dialog', { name: 'Merge deals' })
  await form.locator(`[data-into="${String(deal)}"]`).check()
  await form.getByRole('button', { name: 'Merge', exact: true }).click()
  await row(other).waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-chosen]').count(), 0)
  // The old number stands in the address of the card over the list.
  await page.goto(`/deals/list?deal=${String(other)}&tab=history`)
  await page.waitForURL(`**/deals/list?deal=${String(deal)}*`)
  const told = page.locator('[data-event="deals.merged"]')
  assert.match(await told.innerText(), /Boilers, shop 2/)
  await told.getByRole('button', { name: 'Undo: the merge' }).click()
  await row(other).waitFor()
  assert.deepEqual(problems, [])
})
