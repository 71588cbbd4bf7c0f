import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { administrator, ask, setUp, signIn, startApp, type App } from './app.ts'

/** Two people, each with a browser of his own, on one board and at one deal. */
let app: App
let anna: Page
let boris: Page
before(async () => {
  app = await startApp()
  anna = await (await app.context()).newPage()
  await setUp(anna)
  const person = { name: 'Boris Petrov', email: 'boris@example.com', roleIds: [readyRoles.administrator] }
  const { id } = await ask<{ id: number }>(anna, 'users.create', person)
  await ask(anna, 'users.setPassword', { id, password: administrator.password })
  boris = await (await app.context()).newPage()
  await signIn(boris, person.email)
  for (const page of [anna, boris]) {
    page.setDefaultTimeout(8000)
    // All stages side by side, so that a card can be taken from the first to the last.
    await page.setViewportSize({ width: 1900, height: 900 })
  }
})
after(() => app.stop())

const column = (page: Page, stage: number) => page.locator(`[data-column="${String(stage)}"]`)
const card = (page: Page, title: string) => page.getByRole('article', { name: title, exact: true })
const field = (page: Page, name: string) => page.locator(`[data-field="${name}"]`)
const value = (page: Page, name: string) => field(page, name).getByRole('button').first()

interface Deal {
  id: number
  title: string
  stageId: number
  amount: string
  comment: string | null
  closeDate: string | null
}
const make = async (title: string, also: object = {}) =>
  (await ask<{ id: number }>(anna, 'deals.create', { title, amount: '100', stageId: 1, ...also })).id
const deal = (id: number) => ask<Deal>(anna, 'deals.get', { id })

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await anna.waitForTimeout(40)) {
    const now = await read().catch(() => undefined)
    if (JSON.stringify(now) === JSON.stringify(expected)) return
    if (performance.now() - started > 6000) assert.deepEqual(now, expected)
  }
}

/** Takes a card and holds it over another place, without letting go. */
async function hold(page: Page, what: Locator, over: Locator): Promise<void> {
  const from = (await what.boundingBox())!
  await page.mouse.move(from.x + 60, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(from.x + 80, from.y + 30, { steps: 4 })
  const to = (await over.boundingBox())!
  await page.mouse.move(to.x + to.width / 2, to.y + 80, { steps: 8 })
}

/** Both have the card of the deal open. */
async function bothAt(id: number): Promise<void> {
  for (const page of [anna, boris]) {
    await page.goto(`/deals?deal=${String(id)}`)
    await field(page, 'amount').waitFor()
  }
}
async function put(page: Page, name: string, text: string): Promise<void> {
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
  await page.keyboard.press(name === 'comment' ? 'Control+Enter' : 'Enter')
}

test('one card dragged by both at once: one move counts, the other is told, both see the same', async () => {
  const id = await make('Between two')
  for (const page of [anna, boris]) {
    await page.goto('/deals')
    await card(page, 'Between two').waitFor()
  }
  await hold(anna, card(anna, 'Between two'), column(anna, 2))
  await hold(boris, card(boris, 'Between two'), column(boris, 3))
  await anna.mouse.up()
  await column(anna, 2).locator('[data-card]').filter({ hasText: 'Between two' }).waitFor()
  await eventually(async () => (await deal(id)).stageId, 2)
  await boris.mouse.up()
  // He let go of it where he wanted, before he could see hers: it is his, or he is told why not.
  await boris.waitForTimeout(700)
  const { stageId } = await deal(id)
  if (stageId === 2) await boris.getByRole('alert').first().waitFor()
  for (const page of [anna, boris]) {
    await column(page, stageId).locator('[data-card]').filter({ hasText: 'Between two' }).waitFor()
    assert.equal(await card(page, 'Between two').count(), 1)
  }
  const { items } = await ask<{ items: unknown[] }>(anna, 'events.list', { record: 'deals', id })
  assert.ok(items.length >= (stageId === 2 ? 2 : 3), 'each move that counts is in the history')
})

test('one field changed by both: the second sees both values and chooses', async () => {
  for (const [choice, expected] of [
    ['Take theirs', '300.00'],
    ['Keep mine', '42.00'],
  ] as const) {
    const id = await make(`One field, ${choice}`)
    await bothAt(id)
    await value(anna, 'amount').click()
    await value(boris, 'amount').click()
    await put(boris, 'amount', '300')
    await eventually(async () => (await deal(id)).amount, '300.00')
    await put(anna, 'amount', '42')
    const note = field(anna, 'amount').getByRole('alert')
    await note.getByText('Somebody else has just changed this').waitFor()
    assert.match(await note.innerText(), /Yours\s+\$42[\s\S]*Theirs\s+\$300/)
    assert.equal((await deal(id)).amount, '300.00', 'nothing is overwritten unasked')
    await note.getByRole('button', { name: choice }).click()
    await note.waitFor({ state: 'detached' })
    await eventually(async () => (await deal(id)).amount, expected)
    for (const page of [anna, boris])
      await eventually(() => value(page, 'amount').innerText(), `$${Number(expected).toFixed(0)}`)
  }
})

test('lists, words, people, dates, own fields and names: of whichever kind, the second sees both and chooses', async () => {
  const { id: own } = await ask<{ id: number }>(anna, 'customFields.create', {
    record: 'deals',
    kind: 'money',
    nameEn: 'Bonus',
  })
  const terms = (
    await ask<{ items: { id: number; name: string; dictionary: string }[] }>(anna, 'terms.list', { limit: 200 })
  ).items
  const [source, other] = terms.filter(({ dictionary }) => dictionary === 'source')
  const { id: personId } = await ask<{ id: number }>(anna, 'contacts.create', { firstName: 'Olga', lastName: 'Lapina' })
  const id = await make('Of every kind', { contactIds: [personId] })
  await anna.goto(`/deals?deal=${String(id)}`)
  await field(anna, 'amount').waitFor()
  /** Anna's editor stands open while Boris changes the same. */
  const meets = async (name: string, theirs: unknown, mine: () => Promise<unknown>, shows: RegExp) => {
    await value(anna, name).click()
    await ask(boris, 'deals.change', { id, fields: { [name]: theirs } })
    await mine()
    const note = field(anna, name).getByRole('alert')
    await note.getByText('Somebody else has just changed this').waitFor()
    await note.getByText(shows).waitFor()
    await note.getByRole('button', { name: 'Keep mine' }).click()
    await note.waitFor({ state: 'detached' })
  }
  const kept = async (name: string) => (await ask<Record<string, unknown>>(anna, 'deals.get', { id }))[name]
  const pick = (name: string) => anna.getByRole('option', { name, exact: true }).click()
  await meets('sourceId', other!.id, () => pick(source!.name), new RegExp(other!.name))
  await eventually(() => kept('sourceId'), source!.id)
  await meets('closeDate', '2030-05-05', () => put(anna, 'closeDate', '6/6/2030'), /May 5, 2030/)
  await eventually(() => kept('closeDate'), '2030-06-06')
  const bonus = `f${String(own)}`
  await meets(bonus, { amount: '5', currency: 'USD' }, () => put(anna, bonus, '7'), /\$5/)
  await eventually(() => kept(bonus).then((sum) => (sum as { amount: string } | null)?.amount), '7.00')

  // Of a name, the part that both have changed is asked about; what one alone has changed stays.
  await anna.goto(`/contacts/${String(personId)}`)
  await anna.getByRole('button', { name: 'Olga Lapina' }).click()
  await ask(boris, 'contacts.change', { id: personId, fields: { lastName: 'Petrova', middleName: 'Ivanovna' } })
  await anna.locator('[name=lastName]').fill('Sidorova')
  await anna.keyboard.press('Enter')
  await anna.getByText('Somebody else has just changed this').waitFor()
  await anna.getByRole('button', { name: 'Keep mine' }).click()
  await anna.getByRole('button', { name: 'Olga Ivanovna Sidorova' }).waitFor()
})

test('different fields changed by both are both kept, and each sees the other’s', async () => {
  const id = await make('Two fields')
  await bothAt(id)
  await value(anna, 'comment').click()
  await value(boris, 'amount').click()
  await boris.keyboard.press('Control+a')
  await boris.keyboard.type('512')
  await anna.keyboard.type('Calls back on Friday')
  await Promise.all([boris.keyboard.press('Enter'), anna.keyboard.press('Control+Enter')])
  const both = async () => [(await deal(id)).amount, (await deal(id)).comment]
  await eventually(both, ['512.00', 'Calls back on Friday'])
  await eventually(() => value(anna, 'amount').innerText(), '$512')
  await eventually(() => value(boris, 'comment').innerText(), 'Calls back on Friday')
  for (const page of [anna, boris]) assert.equal(await page.getByRole('alert').count(), 0)
})

test('a long text changed by both: what the second has typed is there to be chosen', async () => {
  const id = await make('One note', { comment: 'First' })
  await bothAt(id)
  await value(anna, 'comment').click()
  await value(boris, 'comment').click()
  await put(boris, 'comment', 'Boris: wants a discount')
  await eventually(async () => (await deal(id)).comment, 'Boris: wants a discount')
  await put(anna, 'comment', 'Anna: wants it by May')
  const note = field(anna, 'comment').getByRole('alert')
  await note.getByText('Anna: wants it by May').waitFor()
  await note.getByText('Boris: wants a discount').waitFor()
  // She reads and opens something else first: the choice waits.
  await anna.getByRole('dialog').getByRole('heading', { name: 'One note' }).click()
  await anna.keyboard.press('Escape')
  await note.getByRole('button', { name: 'Keep mine' }).click()
  await eventually(async () => (await deal(id)).comment, 'Anna: wants it by May')
})

test('a stage deleted while a card is dragged onto it: it is said, and the deal is where it was', async () => {
  const { id: doomed } = await ask<{ id: number }>(boris, 'stages.create', {
    pipelineId: 1,
    name: 'Doomed',
    meaning: 'open',
    color: 'teal',
  })
  const id = await make('On the way')
  await anna.goto('/deals')
  await card(anna, 'On the way').waitFor()
  await column(anna, doomed).waitFor()
  await hold(anna, card(anna, 'On the way'), column(anna, doomed))
  await boris.goto(`/settings/pipelines?pipeline=1&stage=${String(doomed)}`)
  await boris.getByRole('button', { name: 'Delete the stage' }).click()
  await eventually(
    async () =>
      (await ask<{ items: { id: number }[] }>(boris, 'stages.list', { limit: 200 })).items.some(
        (stage) => stage.id === doomed,
      ),
    false,
  )
  await anna.mouse.up()
  await card(anna, 'On the way').getByText('The stage “Doomed” is no longer there').waitFor()
  await column(anna, doomed).waitFor({ state: 'detached' })
  await column(anna, 1).locator('[data-card]').filter({ hasText: 'On the way' }).waitFor()
  assert.equal((await deal(id)).stageId, 1)
})

test('a stage deleted with the card that is dragged in it: the deal is where its stage sent it, and the drag says so', async () => {
  const { id: doomed } = await ask<{ id: number }>(boris, 'stages.create', {
    pipelineId: 1,
    name: 'Doomed too',
    meaning: 'open',
    color: 'teal',
  })
  const id = await make('Homeless', { stageId: doomed })
  await anna.goto('/deals')
  await card(anna, 'Homeless').waitFor()
  await hold(anna, card(anna, 'Homeless'), column(anna, 4))
  await ask(boris, 'stages.removeInto', { id: doomed, intoId: 2 })
  await eventually(async () => (await deal(id)).stageId, 2)
  await anna.waitForTimeout(300)
  await anna.mouse.up()
  await column(anna, doomed).waitFor({ state: 'detached' })
  await anna.waitForTimeout(700)
  const { stageId } = await deal(id)
  await column(anna, stageId).locator('[data-card]').filter({ hasText: 'Homeless' }).waitFor()
  assert.ok([2, 4].includes(stageId), 'it is where the stage sent it, or where she dropped it')
  assert.equal(await card(anna, 'Homeless').count(), 1)
})

test('a date of 1900, an emoji and a name from right to left are taken and shown to both', async () => {
  const id = await make('Plain')
  await bothAt(id)
  await value(anna, 'beginDate').click()
  await put(anna, 'beginDate', '1/1/1900')
  await eventually(async () => (await ask<{ beginDate: string }>(anna, 'deals.get', { id })).beginDate, '1900-01-01')
  await eventually(() => value(boris, 'beginDate').innerText(), 'Jan 1, 1900')
  await value(boris, 'closeDate').click()
  await put(boris, 'closeDate', '12/31/1899')
  await field(boris, 'closeDate').getByRole('alert').waitFor()
  for (const title of ['👩‍👩‍👧‍👦🏳️‍🌈 deal', 'شركة الأمل — 12']) {
    await anna.getByRole('dialog').getByRole('heading', { level: 1 }).getByRole('button').click()
    await put(anna, 'title', title)
    await boris.getByRole('dialog').getByRole('heading', { name: title }).waitFor()
    assert.equal((await deal(id)).title, title)
  }
  const contact = { firstName: 'محمد', lastName: 'الأحمد' }
  const { id: contactId } = await ask<{ id: number }>(anna, 'contacts.create', contact)
  await ask(boris, 'deals.change', { id, fields: { contactIds: [contactId] } })
  const named = anna.locator(`[data-contact="${String(contactId)}"]`)
  await named.waitFor()
  assert.match(await named.innerText(), /محمد/)
  await anna.keyboard.press('Escape')
  // What stands beside a name keeps its side.
  const title = card(anna, 'شركة الأمل — 12')
  await title.waitFor()
  assert.match(await title.innerText(), /\$100/)
})
