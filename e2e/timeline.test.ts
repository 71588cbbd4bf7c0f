import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { administrator, ask, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let anna: Page
let boris: Page
let deal: number
before(async () => {
  app = await startApp()
  anna = await (await app.context()).newPage()
  await setUp(anna)
  const person = { name: 'Boris Petrov', email: 'boris@example.com', language: 'ru', roleIds: [readyRoles.seller] }
  const { id } = await ask<{ id: number }>(anna, 'users.create', person)
  await ask(anna, 'users.setPassword', { id, password: administrator.password })
  boris = await (await app.context('ru')).newPage()
  await signIn(boris, person.email)
  deal = (await ask<{ id: number }>(anna, 'deals.create', { title: 'Pumps', ownerId: id })).id
})
after(() => app.stop())

const said = (page: Page, text: string) => page.locator('[data-comment]').filter({ hasText: text })
const choose = async (page: Page, text: string, what: string) => {
  await said(page, text).hover()
  await said(page, text)
    .getByRole('button', { name: /What to do with the comment|Действия с комментарием/ })
    .click()
  await page.getByRole('menuitem', { name: what }).click()
}

test('a comment calls a colleague and brings a file; he hears of it, comes to it by the bell and answers', async () => {
  await boris.goto(`/deals/${String(deal)}`)
  await boris.getByRole('heading', { name: 'Pumps' }).waitFor()
  await anna.goto(`/deals/${String(deal)}`)
  const text = anna.getByRole('textbox', { name: 'Comment', exact: true })
  await text.fill('Look at the plan, @bor')
  await anna.getByRole('option', { name: /Boris Petrov/ }).click()
  await anna.keyboard.type('please')
  // A file is dropped where it is written about: it goes with the comment, not with the deal.
  await anna.evaluate(() => {
    const carried = new DataTransfer()
    carried.items.add(new File(['Pump, pipe, valve'], 'Plan.txt', { type: 'text/plain' }))
    carried.items.add(new File([], 'Empty.txt', { type: 'text/plain' }))
    const on = document.querySelector('form textarea')!
    for (const kind of ['dragover', 'drop'])
      on.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }))
  })
  await anna.locator('[data-attached=there]').getByText('Plan.txt').waitFor()
  await anna.locator('[data-attached=failed]').getByText('Empty.txt').waitFor()
  await anna.getByRole('button', { name: 'Take Empty.txt off the comment' }).click()
  await anna.getByRole('button', { name: /^Send/ }).click()
  await said(anna, 'Look at the plan, @Boris Petrov please').waitFor()
  assert.equal(await text.inputValue(), '')
  assert.equal(await anna.locator('[data-attached]').count(), 0)

  await said(boris, 'Look at the plan').waitFor()
  await boris.getByRole('button', { name: 'Уведомления: 2 новых' }).click()
  await boris.getByRole('dialog').locator('[data-notice=mention]').getByRole('link').click()
  await boris.locator('[data-comment][data-wanted=true]').waitFor()
  await said(boris, 'Look at the plan')
    .getByRole('button', { name: /Plan\.txt/ })
    .click()
  await boris.getByText('Pump, pipe, valve').waitFor()
  await boris.keyboard.press('Escape')
  await boris.getByRole('textbox', { name: 'Комментарий', exact: true }).fill('Хорошо')
  await boris.keyboard.press('Control+Enter')
  await said(anna, 'Хорошо').waitFor()
})

test('what was said is pinned, said otherwise, taken back and brought again; the timeline shows one kind alone', async () => {
  await choose(anna, 'Look at the plan', 'Edit')
  const form = anna.locator('[data-comment] form')
  await form.locator('[data-attached=there]').getByText('Plan.txt').waitFor()
  await form.getByRole('textbox').fill('Look at it once more')
  await form.getByRole('button', { name: /^Save/ }).click()
  await said(boris, 'Look at it once more').getByText('изменено').waitFor()
  await said(boris, 'Look at it once more')
    .getByRole('button', { name: /Plan\.txt/ })
    .waitFor()
  await choose(anna, 'Look at it once more', 'Pin')
  await boris.locator('[data-pinned]').getByText('Look at it once more').waitFor()
  // What a colleague said is not his to say otherwise.
  await said(boris, 'Хорошо').hover()
  await choose(boris, 'Хорошо', 'Удалить')
  await said(anna, 'Хорошо').waitFor({ state: 'detached' })
  await boris.getByRole('button', { name: 'Вернуть', exact: true }).click()
  await said(anna, 'Хорошо').waitFor()

  await ask(anna, 'deals.change', { id: deal, fields: { amount: '500' } })
  await anna.getByRole('button', { name: 'What to show: Everything' }).click()
  await anna.getByRole('menuitemradio', { name: 'Changes' }).click()
  await said(anna, 'Хорошо').waitFor({ state: 'detached' })
  await anna.getByRole('button', { name: 'What to show: Changes' }).click()
  await anna.getByRole('menuitemradio', { name: 'Everything' }).click()
  await said(anna, 'Хорошо').waitFor()
})

test('what is being written waits, wherever one goes meanwhile', async () => {
  await anna.getByRole('textbox', { name: 'Comment', exact: true }).fill('Half a thought')
  await anna.goto('/contacts')
  await anna.goto(`/deals/${String(deal)}`)
  const text = anna.getByRole('textbox', { name: 'Comment', exact: true })
  await text.waitFor()
  assert.equal(await text.inputValue(), 'Half a thought')
})
