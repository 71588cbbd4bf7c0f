import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, setUp, startApp, type App } from './app.ts'

let app: App
let page: Page
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  await setUp(page)
})
after(() => app.stop())

const planned = () => page.locator('[data-planned]')
const row = (title: string) => planned().locator('[data-activity]').filter({ hasText: title })
const form = () => page.locator('[data-activity-form]')

/** Waits until something holds. */
async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const started = performance.now(); !(await holds()); await page.waitForTimeout(100))
    assert.ok(performance.now() - started < 15_000, what)
}

test('a task is planned on a deal, its time is told, it is ticked off with a result, and the next step is planned', async () => {
  const deal = await ask<{ id: number }>(page, 'deals.create', { title: 'Ventilation', amount: '100' })
  await page.goto(`/deals?deal=${String(deal.id)}`)
  await planned().getByRole('button', { name: 'Plan an activity' }).click()
  await form().locator('[name=title]').fill('Agree on the discount')
  await form().getByRole('button', { name: 'Plan', exact: true }).click()
  await row('Agree on the discount').waitFor()
  await form().waitFor({ state: 'detached' })

  // Its time comes while one works on.
  const { items } = await ask<{ items: { id: number }[] }>(page, 'activities.list', {})
  const soon = new Date(Date.now() + 2000).toISOString()
  await ask(page, 'activities.change', { id: items[0]!.id, fields: { deadline: soon, reminders: [0] } })
  const reminders = async () =>
    (await ask<{ items: { kind: string; name: string }[] }>(page, 'notifications.list', {})).items.filter(
      ({ kind }) => kind === 'reminder',
    )
  await until(async () => (await reminders()).length > 0, 'nobody was reminded')
  assert.deepEqual(
    (await reminders()).map(({ name }) => name),
    ['Agree on the discount'],
  )

  await row('Agree on the discount').getByRole('checkbox').click()
  await planned().locator('[name=result]').fill('Five percent')
  await planned().locator('[data-next]').getByRole('button', { name: 'Call' }).click()
  await form().locator('[name=title]').fill('Call about the contract')
  await form().getByRole('button', { name: 'Plan', exact: true }).click()
  await row('Call about the contract').waitFor()
  await row('Agree on the discount').waitFor({ state: 'detached' })
  const all = await ask<{ items: { title: string; result: string | null; dealIds: number[] }[] }>(
    page,
    'activities.list',
    { sort: ['id'] },
  )
  assert.deepEqual(
    all.items.map(({ title, result, dealIds }) => [title, result, dealIds]),
    [
      ['Agree on the discount', 'Five percent', [deal.id]],
      ['Call about the contract', null, [deal.id]],
    ],
  )
  // What is planned is changed in the same form; a date is asked for.
  await row('Call about the contract').getByRole('button').click()
  await form().locator('[name=date]').fill('2027-03-01')
  await form().locator('[name=time]').fill('')
  await form().getByRole('button', { name: 'Save' }).click()
  await form().waitFor({ state: 'detached' })
  await until(async () => (await row('Call about the contract').innerText()).includes('Mar 1'), 'another day')
})

test('a day shows what is overdue; it is dragged to another time, put back, and followed from a reminder’s address', async () => {
  const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString()
  const late = await ask<{ id: number; deadline: string }>(page, 'activities.create', {
    title: 'Ask about the rack',
    deadline: hours(-50),
  })
  await page.goto('/activities')
  const overdue = page.locator('[data-group=overdue]')
  await overdue.locator('[data-activity]').filter({ hasText: 'Ask about the rack' }).waitFor()
  await page.getByRole('navigation').getByText('1 overdue').waitFor({ state: 'attached' })

  // Into the row of days: it is due that day.
  const deadline = async () => (await ask<{ deadline: string }>(page, 'activities.get', { id: late.id })).deadline
  await overdue
    .locator('[data-activity]')
    .first()
    .dragTo(page.locator('[data-any-time]').last(), { targetPosition: { x: 20, y: 30 } })
  await until(async () => (await deadline()) > hours(-24), 'it was not moved')
  await page.getByRole('button', { name: 'Undo' }).click()
  await until(async () => (await deadline()) === late.deadline, 'it was not put back')

  await overdue.getByRole('button', { name: 'Move all to tomorrow' }).click()
  await overdue.waitFor({ state: 'detached' })

  await page.goto(`/activities?open=${String(late.id)}`)
  await form().waitFor()
  assert.equal(await form().locator('[name=title]').inputValue(), 'Ask about the rack')
  await page.keyboard.press('Escape')
  await form().waitFor({ state: 'detached' })
  assert.ok(!page.url().includes('open='))
})
