import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { administrator, ask, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let anna: Page
let boris: Page
let borisId: number
before(async () => {
  app = await startApp()
  anna = await (await app.context()).newPage()
  await setUp(anna)
  const person = { name: 'Boris Petrov', email: 'boris@example.com', language: 'ru', roleIds: [readyRoles.seller] }
  borisId = (await ask<{ id: number }>(anna, 'users.create', person)).id
  await ask(anna, 'users.setPassword', { id: borisId, password: administrator.password })
  boris = await (await app.context('ru')).newPage()
  await signIn(boris, person.email)
})
after(() => app.stop())

test('the bell rings at once, leads to what it is about, and is silent once it is read', async () => {
  const bell = boris.getByRole('button', { name: /^Уведомления/ })
  assert.equal(await bell.getAttribute('aria-label'), 'Уведомления')
  const { id } = await ask<{ id: number }>(anna, 'deals.create', { title: 'A gift', ownerId: borisId })
  await boris.getByRole('button', { name: 'Уведомления: 1 новое' }).click()
  const row = boris.getByRole('dialog').locator('[data-notice=assignment]')
  assert.match(await row.innerText(), /Anna Larina назначает вас ответственным[^]*A gift/)
  await row.getByRole('link').click()
  await boris.waitForURL(`**/deals/${String(id)}`)
  await boris.getByRole('button', { name: 'Уведомления', exact: true }).waitFor()

  for (const title of ['Second', 'Third']) await ask(anna, 'deals.create', { title, ownerId: borisId })
  await boris.getByRole('button', { name: 'Уведомления: 2 новых' }).click()
  await boris.getByRole('dialog').getByRole('button', { name: 'Отметить прочитанным' }).first().click()
  await boris.getByRole('button', { name: 'Уведомления: 1 новое' }).waitFor()
  await boris.getByRole('dialog').getByRole('link', { name: 'Показать все' }).click()
  await boris.getByRole('button', { name: 'Новые' }).click()
  const list = boris.locator('main [data-notice]')
  await list.nth(1).waitFor({ state: 'detached' })
  assert.match(await list.innerText(), /Second/)
  await boris.getByRole('button', { name: 'Прочитать все' }).click()
  await boris.getByText('Всё прочитано').waitFor()
})

test('each chooses of what he is told, and how', async () => {
  await boris.goto('/settings/notifications')
  const box = boris.getByRole('checkbox', { name: 'Назначения: В Sdelka' })
  await box.uncheck()
  await boris.getByText('Письма не отправляются').waitFor()
  await boris.reload()
  assert.equal(await box.isChecked(), false)
  await ask(anna, 'deals.create', { title: 'Not told', ownerId: borisId })
  assert.deepEqual(await ask(boris, 'notifications.unread'), { count: 0 })
})

test('on a phone the news stand under “more”', async () => {
  await box(boris, true)
  await ask(anna, 'deals.create', { title: 'On the way', ownerId: borisId })
  await boris.setViewportSize({ width: 390, height: 844 })
  await boris.goto('/deals')
  await boris.getByRole('button', { name: 'Ещё Уведомления: 1 новое' }).click()
  await boris.getByRole('menuitem', { name: /^Уведомления/ }).click()
  await boris.locator('main [data-notice]').first().getByText('On the way').waitFor()
})

const box = (page: Page, app: boolean) => ask(page, 'notifications.choose', { kind: 'assignment', app })
