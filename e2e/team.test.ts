import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startMail, type TestMail } from '../server/test/mail.ts'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

let app: App
let mail: TestMail
let page: Page
let problems: string[]
before(async () => {
  mail = await startMail()
  app = await startApp({ smtp: mail.url })
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
})
after(async () => {
  await app.stop()
  await mail.stop()
})

interface Listed {
  items: { id: number; name: string; ownerId: number; departmentId: number | null; parentId: number | null }[]
}
const list = async (record: string, on = page) => (await ask<Listed>(on, `${record}.list`)).items
const panelOf = (name: string) => page.getByRole('complementary', { name })
const person = async (name: string) => (await list('users')).find((one) => one.name.startsWith(name))!

test('an invited person opens the link in another browser, chooses a password and works as a seller', async () => {
  await page.goto('/settings/people')
  await page.getByText('So far you are alone here').waitFor()
  await page.getByRole('button', { name: 'Person', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'New person' })
  await panel.getByLabel('Name').fill('Olga Belova')
  await panel.getByLabel('Email').fill('not an address')
  await panel.getByRole('button', { name: 'Add and send an invitation' }).click()
  await panel.getByText('This is not an email address').waitFor()
  assert.equal(await panel.getByLabel('Name').inputValue(), 'Olga Belova', 'what was typed stays')
  await panel.getByLabel('Email').fill('olga@example.com')
  await panel.getByRole('button', { name: 'Add and send an invitation' }).click()
  const link = await page.getByRole('textbox', { name: 'Link for Olga Belova' }).inputValue()
  assert.ok(link.startsWith(`${app.url}/invitation/`))
  await panelOf('Olga Belova').getByText('A letter with this link is sent to olga@example.com').waitFor()
  assert.ok((await mail.next()).body.includes(link))
  await page.getByText('Invited until').waitFor()

  const guest = await (await app.context()).newPage()
  const troubles = complaints(guest)
  await guest.goto(link)
  await guest.getByRole('heading', { name: 'Welcome, Olga Belova' }).waitFor()
  await guest.fill('[name=password]', 'password')
  await guest.click('button[type=submit]')
  await guest.getByText('among the most common').waitFor()
  await guest.fill('[name=password]', 'chosen by myself')
  await guest.click('button[type=submit]')
  await guest.waitForURL('**/deals')
  await guest.getByRole('button', { name: 'You: Olga Belova' }).waitFor()
  await ask(page, 'deals.create', { title: 'Not hers' })
  assert.equal((await list('deals', guest)).length, 0, 'a seller sees her own')
  // The administrator sees her come in.
  await page
    .getByRole('row', { name: /Olga Belova/ })
    .getByText('Active')
    .waitFor()

  await guest.goto(link)
  await guest.getByText('has been used already').waitFor()
  assert.deepEqual(troubles, [])
  await guest.context().close()
})

test('a link that was taken back or cut short says so in the language of the visitor', async () => {
  const { link, id } = await ask<{ link: string; id: number }>(page, 'users.invite', {
    name: 'Max',
    email: 'max@example.com',
  })
  await page.getByRole('button', { name: 'Max', exact: true }).click()
  assert.ok((await mail.next()).body.includes(link))
  await page.getByRole('button', { name: 'Send again' }).click()
  const second = await page.getByRole('textbox', { name: 'Link for Max' }).inputValue()
  await panelOf('Max').getByText('A letter with this link is sent to max@example.com').waitFor()
  const letter = await mail.next()
  assert.deepEqual(letter.to, ['max@example.com'])
  assert.ok(letter.body.includes(second) && second !== link)
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('button', { name: 'Send an invitation' }).waitFor()
  const guest = await (await app.context('ru')).newPage()
  await guest.goto(second)
  await guest.getByText('Это приглашение отозвано').waitFor()
  await guest.goto(second.slice(0, -4))
  await guest.getByText('Такого приглашения нет').waitFor()
  await guest.getByRole('button', { name: 'English' }).click()
  await guest.getByText('There is no such invitation').waitFor()
  await guest.context().close()
  await ask(page, 'users.setPassword', { id, password: 'a long password' })
  await page.keyboard.press('Escape')
})

test('who leaves hands over deals and clients in one step, and in one step all is as it was', async () => {
  const [olga, max] = [await person('Olga'), await person('Max')]
  for (const title of ['One', 'Two', 'Three']) await ask(page, 'deals.create', { title, ownerId: olga.id })
  await ask(page, 'companies.create', { name: 'Acme', ownerId: olga.id })
  const owned = async () => (await list('deals')).filter(({ ownerId }) => ownerId === max.id).length
  await page.goto('/settings/people')
  await page.getByRole('button', { name: 'Olga Belova' }).click()
  const box = page.getByRole('region', { name: 'Switch off' })
  assert.ok(await box.getByRole('button', { name: 'Switch off' }).isDisabled(), 'first who takes over')
  await box.getByLabel('Who takes over').selectOption({ label: 'Max' })
  await box.getByLabel('3 open deals').waitFor()
  await box.getByRole('button', { name: 'Switch off' }).click()
  await page.getByText('Olga Belova is switched off, 4 records went to Max').waitFor()
  await page
    .getByRole('row', { name: /Olga Belova/ })
    .getByText('Switched off')
    .waitFor()
  assert.equal(await owned(), 3)
  await page.getByRole('region', { name: 'Handover' }).getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('4 records came back').waitFor()
  await page
    .getByRole('row', { name: /Olga Belova/ })
    .getByText('Active')
    .waitFor()
  assert.equal(await owned(), 0)
})

test('departments are added, nested by dragging and by the menu, and removed once empty', async () => {
  await page.goto('/settings/departments')
  await page.getByRole('button', { name: 'Add the first department' }).click()
  await page.getByLabel('Name of the department').fill('Sales')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Sales' }).waitFor()
  await page.keyboard.press('Escape')
  for (const name of ['North', 'South']) await ask(page, 'departments.create', { name })
  const row = (name: string) => page.locator(`[data-department="${name}"]`)
  const parentOf = async (name: string) => {
    const all = await list('departments')
    return all.find(({ id }) => id === all.find((one) => one.name === name)!.parentId)?.name
  }
  await row('North').waitFor()
  await row('North').dragTo(row('Sales'))
  await page.getByText('“North” is now in “Sales”').waitFor()
  assert.equal(await parentOf('North'), 'Sales')
  // The same by keyboard.
  await row('South').getByRole('button', { name: 'More about “South”' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Move to' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitemradio', { name: 'North' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('“South” is now in “North”').waitFor()
  assert.equal(await parentOf('South'), 'North')

  const { id } = (await list('departments')).find(({ name }) => name === 'South')!
  await ask(page, 'users.change', { id: (await person('Olga')).id, fields: { departmentId: id } })
  await row('South').getByText('1 person').waitFor()
  await row('South').getByRole('button', { name: 'South', exact: true }).click()
  await page.getByText('To remove it, first move what is inside: 1 person, 0 departments').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('South and West')
  await page.getByRole('combobox', { name: 'Head' }).selectOption({ label: 'Olga Belova' })
  await page.getByRole('button', { name: 'Save' }).click()
  await row('South and West').getByText('Olga Belova').waitFor()
  await ask(page, 'users.change', { id: (await person('Olga')).id, fields: { departmentId: null } })
  await page.getByRole('region', { name: 'Remove' }).getByRole('button', { name: 'Remove' }).click()
  await page.getByText('“South and West” is in the bin').waitFor()
  await row('South and West').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await row('South and West').waitFor()
})

test('what the settings show is in the address: a reload keeps it, the back button takes it back', async () => {
  const { id } = await person('Olga')
  await page.goto('/settings/people')
  await page
    .getByRole('group', { name: 'Show', exact: true })
    .getByRole('button', { name: /^Active/ })
    .click()
  await page.getByRole('button', { name: 'Olga Belova', exact: true }).click()
  await page.waitForURL(`**/settings/people?show=active&person=${String(id)}`)
  await page.reload()
  await page.getByRole('complementary', { name: 'Olga Belova' }).waitFor()
  assert.equal(await page.getByRole('button', { name: /^Active/ }).getAttribute('aria-pressed'), 'true')
  await page.goBack()
  await page.getByRole('complementary', { name: 'Olga Belova' }).waitFor({ state: 'detached' })
  await page.waitForURL('**/settings/people?show=active')
  await page.goto('/settings/bin')
  await page.getByRole('button', { name: /^Products/ }).click()
  await page.waitForURL('**/settings/bin?removed=products')
})

test('what was removed lies in the bin, with who did it, and comes back alone or together', async () => {
  await page.goto('/settings/bin')
  await page.getByText('Nothing here').waitFor()
  const deals = await list('deals')
  for (const { id } of deals) await ask(page, 'deals.remove', { id })
  await page.reload()
  const table = page.getByRole('table')
  await table
    .getByRole('row', { name: /Anna Larina.*30 more days/ })
    .first()
    .waitFor()
  await table.getByRole('button', { name: 'Restore “One”' }).click()
  await page.getByText('Restored: One').waitFor()
  assert.equal((await list('deals')).length, 1)
  await page.getByRole('checkbox', { name: 'Choose “Two”' }).check()
  await page.getByRole('checkbox', { name: 'Choose “Three”' }).check()
  await page.getByRole('button', { name: 'Restore 2' }).click()
  await table.getByText('Two').waitFor({ state: 'detached' })
  assert.equal((await list('deals')).length, 3)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await table.getByText('Two').waitFor()
  assert.equal((await list('deals')).length, 1)
  assert.deepEqual(problems, [])
})
