import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { administrator, ask, setUp, signIn, startApp, type App } from './app.ts'

/** An administrator builds a role by clicks; the partner who gets it sees exactly that. */
let app: App
let anna: Page
let partner: Page
let partnerId: number
const deals: Record<string, number> = {}
before(async () => {
  app = await startApp()
  anna = await (await app.context()).newPage()
  anna.setDefaultTimeout(8000)
  await setUp(anna)
  await anna.setViewportSize({ width: 1600, height: 950 })
  await ask(anna, 'pipelines.create', { name: 'Tenders' })
  const stages = await ask<{ items: { id: number; pipelineId: number; name: string }[] }>(anna, 'stages.list', {
    limit: 100,
    sort: ['position'],
  })
  const stageOf = (name: string, pipelineId: number) =>
    stages.items.find((stage) => stage.name === name && stage.pipelineId === pipelineId)!.id
  for (const [title, stage, pipelineId] of [
    ['Pumps for the plant', 'New', 1],
    ['Valves for the plant', 'Contract', 1],
    ['Secret tender', 'New', 2],
  ] as const) {
    const { id } = await ask<{ id: number }>(anna, 'deals.create', {
      title,
      amount: '31337',
      stageId: stageOf(stage, pipelineId),
    })
    deals[title] = id
  }
  const { id } = await ask<{ id: number }>(anna, 'users.create', {
    name: 'Peter Partner',
    email: 'peter@example.com',
    roleIds: [],
  })
  partnerId = id
  await ask(anna, 'users.setPassword', { id, password: administrator.password })
})
after(() => app.stop())

const cell = (row: string, action: string) => anna.getByRole('button', { name: new RegExp(`^${row}: ${action}: `) })
async function set(row: string, action: string, range: string) {
  await cell(row, action).click()
  await anna.getByRole('menuitemradio', { name: new RegExp(`^${range}`) }).click()
  await anna.getByRole('menu').waitFor({ state: 'detached' })
}

test('an administrator builds the role “Partner” by clicks and gives it', async () => {
  await anna.goto('/settings/rights')
  await anna.getByRole('button', { name: 'Role', exact: true }).click()
  await anna.getByRole('textbox', { name: 'Name of the role' }).fill('Partner')
  await anna.keyboard.press('Enter')
  await anna.getByRole('heading', { name: 'Partner' }).waitFor()
  for (const action of ['See', 'Change', 'Move', 'Export']) await set('Sales', action, 'All')
  await set('Contract', 'Change', 'No')
  await set('Contract', 'Move', 'No')
  // By keys: the cell below, and from there its menu.
  await cell('Sales', 'Add').focus()
  await anna.keyboard.press('ArrowDown')
  assert.equal(await anna.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'New: Add: No')
  // The amount is hidden, in all pipelines.
  await anna.getByRole('button', { name: 'All pipelines', exact: true }).click()
  await anna.getByRole('button', { name: 'Limit a field' }).click()
  await anna.getByRole('combobox', { name: 'Limit a field' }).fill('Amount')
  await anna.keyboard.press('Enter')
  await anna.getByRole('combobox', { name: 'Amount', exact: true }).waitFor()
  assert.equal(await anna.getByRole('combobox', { name: 'Amount', exact: true }).inputValue(), 'hidden')
  await anna.getByText('7 changes').waitFor()
  // A look at another role loses nothing.
  await anna.getByRole('button', { name: /^Seller/ }).click()
  await anna.getByRole('heading', { name: 'Seller' }).waitFor()
  assert.equal(await anna.getByText('7 changes').count(), 0)
  await anna.getByRole('button', { name: /^Partner Has changes/ }).click()
  await anna.getByText('7 changes').waitFor()
  await anna.getByRole('button', { name: 'All pipelines', exact: true }).click()
  await anna.getByRole('button', { name: 'Apply' }).click()
  await anna.getByText('The role “Partner” is changed').waitFor()
  await anna.getByRole('button', { name: 'Give' }).click()
  const dialog = anna.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: 'Peter Partner' }).check()
  await anna.waitForFunction(() => true)
  await dialog.getByRole('button', { name: 'Close' }).click()
  const { roleIds } = await ask<{ roleIds: number[] }>(anna, 'users.get', { id: partnerId })
  assert.equal(roleIds.length, 1)
})

test('Partner sees one pipeline, without amounts: board, list, card, search, export', async () => {
  partner = await (await app.context()).newPage()
  partner.setDefaultTimeout(8000)
  await signIn(partner, 'peter@example.com')
  await partner.getByRole('article', { name: 'Pumps for the plant' }).waitFor()
  await partner.getByRole('article', { name: 'Valves for the plant' }).waitFor()
  const silent = async (what: string) => {
    const text = (await partner.locator('body').textContent()) ?? ''
    assert.doesNotMatch(text, /31[,\s]?337|Secret tender|Tenders/, what)
  }
  await silent('board')
  await partner.goto('/deals/list')
  await partner.getByRole('link', { name: 'Pumps for the plant' }).waitFor()
  await silent('list')
  assert.equal(await partner.getByRole('columnheader', { name: 'Amount' }).count(), 0)
  await partner.goto(`/deals/${String(deals['Pumps for the plant'])}`)
  await partner.getByRole('heading', { name: 'Pumps for the plant' }).waitFor()
  await silent('card')
  assert.equal(await partner.locator('[data-field=amount]').count(), 0)
  assert.equal(await partner.getByRole('tab', { name: 'Products' }).count(), 0)
  await partner.goto(`/deals/${String(deals['Secret tender'])}`)
  await partner.getByText('not visible to you').or(partner.getByText('There is no such deal')).first().waitFor()
  // The palette finds what is visible, and nothing of the other pipeline.
  await partner.goto('/deals')
  await partner.getByRole('article', { name: 'Pumps for the plant' }).waitFor()
  await partner.keyboard.press('Control+k')
  const palette = partner.getByRole('dialog', { name: 'Find or run' })
  await palette.waitFor()
  await partner.keyboard.type('plant')
  await palette.getByRole('option', { name: /Pumps for the plant/ }).waitFor()
  await silent('palette')
  await palette.getByRole('combobox').fill('Secret tender')
  await palette.getByRole('option', { name: /Pumps for the plant/ }).waitFor({ state: 'detached' })
  // He adds no deals: none is offered to be made.
  assert.deepEqual(await palette.getByRole('option').allTextContents(), ['Filter the deals by “Secret tender”'])
  await partner.keyboard.press('Escape')
  await partner.keyboard.press('Escape')
  // The file from the menu of the list is as narrow as the list.
  await partner.goto('/deals/list')
  await partner.getByRole('link', { name: 'Pumps for the plant' }).waitFor()
  await partner.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    partner.waitForEvent('download'),
    partner.getByRole('menuitem', { name: 'CSV' }).click(),
  ])
  const file = (await readFile(await download.path())).toString()
  assert.match(file, /Pumps for the plant/)
  assert.doesNotMatch(file, /31337|Secret|Amount/)
})

test('at the read-only stage nothing is changed, and it is said why; elsewhere it is', async () => {
  await partner.goto(`/deals/${String(deals['Valves for the plant'])}`)
  await partner.getByRole('heading', { name: 'Valves for the plant' }).waitFor()
  assert.equal(await partner.locator('[data-field=closeDate]').getByRole('button').count(), 0)
  const refused = await ask(partner, 'deals.change', {
    id: deals['Valves for the plant'],
    fields: { comment: 'Mine' },
  }).catch((error: unknown) => String(error))
  assert.match(String(refused), /does not reach this deal at the stage “Contract”/)
  await partner.goto(`/deals/${String(deals['Pumps for the plant'])}`)
  await partner.locator('[data-field=closeDate]').getByRole('button').first().waitFor()
  await ask(partner, 'deals.change', { id: deals['Pumps for the plant'], fields: { comment: 'Mine' } })
})

test('a change of the role holds at once on the open page, which is not loaded again', async () => {
  await partner.goto('/deals')
  await partner.getByRole('article', { name: 'Valves for the plant' }).waitFor()
  await partner.evaluate(() => Object.assign(window, { stillHere: true }))
  await anna.goto('/settings/rights')
  await anna
    .getByRole('button', { name: /^Partner/ })
    .first()
    .click()
  await set('Contract', 'See', 'No')
  await anna.getByRole('button', { name: 'Apply' }).click()
  await anna.getByText('The role “Partner” is changed').waitFor()
  // The card goes from the board by itself; a new one comes, without its amount; one of the other pipeline does not.
  await partner.getByRole('article', { name: 'Valves for the plant' }).waitFor({ state: 'detached' })
  const stages = await ask<{ items: { id: number; pipelineId: number; name: string }[] }>(anna, 'stages.list', {
    limit: 100,
    sort: ['position'],
  })
  const first = (pipelineId: number) =>
    stages.items.find((stage) => stage.name === 'New' && stage.pipelineId === pipelineId)!.id
  await ask(anna, 'deals.create', { title: 'Another tender', amount: '31337', stageId: first(2) })
  await ask(anna, 'deals.create', { title: 'Hoses for the plant', amount: '31337', stageId: first(1) })
  await partner.getByRole('article', { name: 'Hoses for the plant' }).waitFor()
  assert.doesNotMatch((await partner.locator('body').textContent()) ?? '', /31[,\s]?337|tender/i)
  assert.equal(await partner.evaluate(() => 'stillHere' in window), true)
  await assert.rejects(ask(partner, 'deals.get', { id: deals['Valves for the plant'] }), /not visible/)
})

test('where moves are limited to pairs, other stages are greyed out and say what is missing', async () => {
  const { items } = await ask<{ items: { id: number; name: string }[] }>(anna, 'roles.list', {})
  const role = items.find(({ name }) => name === 'Partner')!.id
  const stages = await ask<{ items: { id: number; name: string }[] }>(anna, 'stages.list', {
    limit: 100,
    sort: ['position'],
    filter: { field: 'pipelineId', op: 'eq', value: 1 },
  })
  const [from, to] = ['New', 'Qualified'].map((name) => stages.items.find((stage) => stage.name === name)!.id)
  await ask(anna, 'roles.allow', { id: role, passages: [{ pipelineId: 1, pairs: [{ fromId: from, toId: to }] }] })
  const card = partner.getByRole('article', { name: 'Pumps for the plant' })
  const missing = 'Your role does not allow the move from “New” to “Proposal”'
  await card.focus()
  await partner.keyboard.press('m')
  const menu = partner.getByRole('menu')
  await menu.locator(`button:disabled[title="${missing}"]`).waitFor()
  assert.equal(await menu.getByRole('menuitem', { name: 'Qualified' }).isEnabled(), true)
  await partner.keyboard.press('Escape')
  // By dragging it is refused with the same sentence, and stays.
  await card.dragTo(partner.getByRole('region', { name: /^Proposal/ }))
  await partner.getByText(missing).waitFor()
  await card.click()
  const bar = partner.getByRole('dialog').getByRole('navigation', { name: 'Stages' })
  await bar.getByRole('button', { name: 'Qualified' }).waitFor()
  assert.equal(await bar.getByRole('button', { name: 'Proposal' }).isDisabled(), true)
  assert.equal(await bar.getByRole('button', { name: 'Qualified' }).isEnabled(), true)
})

test('who sees a deal is told, and what a person may; an administrator looks with his eyes and changes nothing', async () => {
  await anna.goto(`/deals/${String(deals['Pumps for the plant'])}`)
  await anna.getByRole('button', { name: 'More actions' }).click()
  await anna.getByRole('menuitem', { name: 'Who can see this' }).click()
  const who = anna.getByRole('dialog', { name: 'Who can see this' })
  await who.getByText('Peter Partner').waitFor()
  await who.getByText('role “Partner”: all').waitFor()
  await who.getByText('administrator: sees everything').waitFor()
  assert.equal(await who.getByRole('listitem').count(), 2)
  await who.getByRole('button', { name: 'Close' }).click()
  await anna.goto('/settings/rights')
  await anna.getByRole('button', { name: 'What may a person do?' }).click()
  const box = anna.getByRole('dialog')
  await box.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Peter Partner' })
  await box.getByRole('combobox', { name: 'What to do' }).selectOption('delete')
  await box.getByRole('button', { name: 'A deal, a contact or a company' }).click()
  await box.getByRole('combobox', { name: 'A deal, a contact or a company' }).fill('Pumps')
  await anna.getByRole('option', { name: /Pumps for the plant/ }).click()
  await box.getByText('Not allowed').waitFor()
  await box.getByText('Role “Partner”').waitFor()
  await box.getByRole('button', { name: 'Close' }).click()

  await anna.goto(`/settings/people?person=${String(partnerId)}`)
  await anna.getByRole('button', { name: 'Look as this person' }).click()
  await anna.getByText('You see Sdelka as Peter Partner').waitFor()
  await anna.getByRole('article', { name: 'Pumps for the plant' }).waitFor()
  assert.doesNotMatch((await anna.locator('body').textContent()) ?? '', /31[,\s]?337/)
  await assert.rejects(
    ask(anna, 'deals.change', { id: deals['Pumps for the plant'], fields: { comment: 'Not mine' } }),
    /looking as somebody else/,
  )
  for (const path of [
    '/deals/list',
    `/deals/${String(deals['Pumps for the plant'])}`,
    '/contacts',
    '/companies',
    '/products',
    '/import',
    '/find?q=plant',
    '/settings/security',
    '/settings/company',
    '/settings/pipelines',
    '/settings/people',
    '/settings/rights',
    '/settings/bin',
  ]) {
    await anna.goto(path)
    await anna.getByText('You see Sdelka as Peter Partner').waitFor()
  }
  await anna.getByRole('button', { name: 'Back to myself' }).click()
  await anna.waitForURL('**/settings/people')
  await ask(anna, 'deals.change', { id: deals['Pumps for the plant'], fields: { comment: 'Mine again' } })
})
