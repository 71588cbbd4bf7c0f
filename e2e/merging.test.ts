import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

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

test('a card is made one with another that is found by typing; its old address leads there', async () => {
  await page.goto(`/contacts/${String(second)}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Merge with…' }).click()
  await page.keyboard.type('Victor')
  await page.getByRole('option', { name: 'Victor Lapin' }).click()
  await form()
    .locator(`[data-into="${String(first)}"]`)
    .check()
  await form().getByRole('button', { name: 'Merge', exact: true }).click()
  await page.waitForURL(`**/contacts/${String(first)}`)
  await page.getByRole('heading', { name: 'Victor Lapin' }).waitFor()
  await page.goto(`/contacts/${String(second)}`)
  await page.waitForURL(`**/contacts/${String(first)}`)
  await page.getByRole('heading', { name: 'Victor Lapin' }).waitFor()
  assert.deepEqual(problems, [])
})
