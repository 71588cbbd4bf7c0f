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
  page.setDefaultTimeout(8000)
})
after(() => app.stop())

interface Deal {
  repeats: string | null
  repeatsOn: string | null
}

test('a deal is set to repeat, its copy comes by itself, it is paused, goes on, and repeats no more', async () => {
  const title = 'Maintenance'
  const { id } = await ask<{ id: number }>(page, 'deals.create', { title, beginDate: '2026-01-31', amount: '500' })
  const deal = () => ask<Deal>(page, 'deals.get', { id })
  const form = page.locator('[data-repeat-form]')
  const says = page.locator('[data-says]')
  const open = async () => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Repeat…' }).click()
    await form.waitFor()
  }
  await page.goto(`/deals/${String(id)}`)
  await open()
  await says.getByText('Every month on day 31 or the last one, at 09:00').waitFor()
  await form.locator('[name=step]').fill('2')
  await form.locator('[name=on]').selectOption({ label: 'a day of the week' })
  await form.locator('[name=nth]').selectOption({ label: 'the last' })
  await form.locator('[name=weekday]').selectOption({ label: 'Friday' })
  await form.locator('[name=from]').fill('2031-01-01')
  await says.getByText('Every 2 months on the last Friday, at 09:00').waitFor()
  await says.getByText('January 31, 2031 · March 28, 2031 · May 30, 2031').waitFor()
  // Something that comes to nothing can't be asked for.
  await form.locator('[name=end]').selectOption({ label: 'a day' })
  await form.locator('[name=until]').fill('2031-01-15')
  await says.getByText('would never be made again').waitFor()
  assert.ok(await form.getByRole('button', { name: 'Repeat', exact: true }).isDisabled())
  await form.locator('[name=end]').selectOption({ label: 'without end' })
  await form.getByRole('button', { name: 'Repeat', exact: true }).click()
  const mark = page.locator('button[data-repeats]')
  await mark.getByText('Repeats, next: Jan 31, 2031').waitFor()
  assert.deepEqual([(await deal()).repeats, (await deal()).repeatsOn], ['going', '2031-01-31'])

  // It comes when the clock of the company shows it: in another time zone that is now.
  await ask(page, 'settings.change', { timeZone: 'Pacific/Midway' })
  const { clock } = await ask<{ clock: { day: string } }>(page, 'repetitions.get', { dealId: id })
  const tomorrow = new Date(Date.parse(clock.day) + 86_400_000).toISOString().slice(0, 10)
  const rule = { every: 'date', dates: [tomorrow, '2031-05-05'] }
  await ask(page, 'repetitions.set', { dealId: id, rule, from: clock.day, time: '00:00' })
  await ask(page, 'settings.change', { timeZone: 'Pacific/Kiritimati' })

  await page.goto(`/deals/${String(id)}?tab=links`)
  const copy = page.locator('[data-copies]').getByRole('link', { name: title })
  await copy.waitFor({ timeout: 30_000 })
  await copy.click()
  await page.getByRole('tab', { name: 'Links' }).click()
  await page.locator('[data-repeat-of]').getByRole('link', { name: title }).click()
  await page.getByRole('tab', { name: 'History' }).click()
  await page.locator('[data-event="deals.repeated"]').getByRole('link', { name: title }).waitFor()

  await mark.click()
  await form.getByRole('button', { name: 'Pause' }).click()
  await mark.getByText('Repetition paused').waitFor()
  await mark.click()
  await form.getByRole('button', { name: 'Go on' }).click()
  await mark.getByText('Repeats, next: May 5, 2031').waitFor()
  await page.goto('/deals')
  await page.locator(`[data-card="${String(id)}"] [data-repeats=going]`).waitFor()
  await page.goto(`/deals/${String(id)}`)
  await mark.click()
  await form.getByRole('button', { name: 'Repeat no more' }).click()
  await page.getByText('The deal repeats no more').waitFor()
  assert.deepEqual([(await deal()).repeats, await mark.count()], [null, 0])
})
