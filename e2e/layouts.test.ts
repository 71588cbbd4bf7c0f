import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
let deal: number
const seller = { email: 'seller@example.com', password: 'a seller’s password' }
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  deal = (await ask<{ id: number }>(page, 'deals.create', { title: 'Boiler for a school', amount: '1000' })).id
  const { id } = await ask<{ id: number }>(page, 'users.create', {
    name: 'Sam Seller',
    email: seller.email,
    roleIds: [3],
  })
  await ask(page, 'users.setPassword', { id, password: seller.password })
})
after(() => app.stop())

const editor = (on = page) => on.locator('[data-arranging]')
const placed = (key: string) => editor().locator(`[data-placed="${key}"]`)
const arrange = (on = page) => on.getByRole('button', { name: 'Arrange card' }).click()
const choose = async (of: string, item: string | RegExp) => {
  await editor().getByRole('button', { name: of, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
/** The sections of the card with the names of their fields. */
const card = (on: Page) =>
  on
    .locator('[data-section]')
    .evaluateAll((all) =>
      all.map((one) => [
        one.querySelector('h2')?.textContent ?? '',
        ...[...one.querySelectorAll<HTMLElement>('[data-field]')].map((field) => field.dataset['field']),
      ]),
    )
const shot = async (name: string) => {
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` })
}

test('an administrator makes fields of two kinds where they are missed, and arranges the card for everyone', async () => {
  await page.goto(`/deals/${String(deal)}`)
  await arrange()
  for (const [name, kind] of [
    ['Area', 'Number'],
    ['Visit', 'Date'],
  ] as const) {
    await editor().getByRole('button', { name: 'Add a field' }).click()
    const form = page.locator('form', { has: page.getByLabel('Kind') })
    await form.getByLabel('Name', { exact: true }).fill(name)
    await form.getByLabel('Kind').selectOption({ label: kind })
    await form.getByRole('button', { name: 'Create' }).click()
    await editor().locator('li', { hasText: name }).waitFor()
  }
  await editor().locator('[name=whose]').selectOption({ label: 'For everyone' })
  await editor().getByRole('button', { name: 'Add a section' }).click()
  await page.locator('[name=nameEn]').fill('The site')
  await page.keyboard.press('Enter')
  await choose('Field “Area”', 'To “The site”')
  await placed('typeId').waitFor()
  // From the keyboard: the handle goes up with its field.
  await editor().getByRole('button', { name: 'Move “Probability, %”' }).focus()
  await page.keyboard.press('ArrowUp')
  await page.getByText('“Probability, %” is now 3 of 8').waitFor({ state: 'attached' })
  await choose('Field “Type”', 'Hide from the card')
  await editor().locator('[data-out=typeId]').waitFor()
  await choose('Field “Begins”', 'Show only when filled')
  await choose('Section “Notes”', 'Remove, keep its fields')
  await shot('arranging')
  await editor().getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Go on arranging' }).click()
  await editor().getByRole('button', { name: 'Save' }).click()
  await editor().waitFor({ state: 'detached' })
  const sections = await card(page)
  assert.deepEqual(sections.at(-1)?.[0], 'The site')
  assert.deepEqual(sections[0]?.slice(0, 4), ['About the deal', 'amount', 'currency', 'probability'])
  assert.ok(!sections.flat().includes('typeId'))
  assert.ok(sections.flat().includes('comment'))
})

test('for a role by dragging: the seller sees his, the administrator what is for everyone', async () => {
  await arrange()
  const role = await editor().locator('[name=whose] option', { hasText: 'Seller' }).getAttribute('value')
  await editor().locator('[name=whose]').selectOption(role)
  await placed('closeDate').locator('[data-grip]').hover()
  await page.mouse.down()
  const to = (await placed('amount').boundingBox())!
  await page.mouse.move(to.x + 60, to.y + 20, { steps: 6 })
  await page.mouse.move(to.x + 60, to.y + 4, { steps: 6 })
  await page.mouse.up()
  await page.getByText('“Closes” is now 1 of').waitFor({ state: 'attached' })

  assert.equal(await editor().locator('[data-placed]').first().getAttribute('data-placed'), 'closeDate')
  await editor().getByRole('button', { name: 'Save' }).click()
  await editor().waitFor({ state: 'detached' })
  assert.equal((await card(page))[0]?.[1], 'amount')
  const other = await (await app.context()).newPage()
  await signIn(other, seller.email, seller.password)
  await ask(page, 'deals.change', { id: deal, fields: { observerIds: [2] } })
  await other.goto(`/deals/${String(deal)}`)
  await other.locator('[data-section]').first().waitFor()
  assert.equal((await card(other))[0]?.[1], 'closeDate')
  // He arranges it for himself alone, and goes back.
  await arrange(other)
  assert.equal(await editor(other).locator('[name=whose]').count(), 0)
  await editor(other).getByRole('button', { name: 'Move “Amount”' }).focus()
  await other.keyboard.press('ArrowUp')
  await editor(other).getByRole('button', { name: 'Save' }).click()
  await editor(other).waitFor({ state: 'detached' })
  assert.equal((await card(other))[0]?.[1], 'amount')
  await arrange(other)
  await editor(other).getByText('then the arrangement of the role holds').waitFor()
  await editor(other).getByRole('button', { name: 'Reset' }).click()
  await editor(other).waitFor({ state: 'detached' })
  assert.equal((await card(other))[0]?.[1], 'closeDate')
  await other.context().close()
})

test('what is empty and not always wanted waits behind one press', async () => {
  await page.getByRole('button', { name: /^Show \d+ empty fields$/ }).click()
  await page.locator('[data-field=utmSource]').waitFor()
  await page.getByRole('button', { name: 'Hide empty fields' }).click()
  await page.locator('[data-field=utmSource]').waitFor({ state: 'detached' })
  assert.deepEqual(problems, [])
})
