import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import type { Language } from '../model/users.ts'
import { ask, setUp, signIn, startApp, type App } from './app.ts'

let app: App
before(async () => {
  app = await startApp({ alone: true })
})
after(() => app.stop())

const words = {
  en: {
    load: 'Look around with demo data',
    here: 'This is demo data',
    remove: 'Remove the demo data',
    gone: 'The demo data is gone.',
    board: 'Your board is ready',
  },
  ru: {
    load: 'Осмотреться на демоданных',
    here: 'Это демоданные',
    remove: 'Убрать демоданные',
    gone: 'Демоданных больше нет.',
    board: 'Доска готова',
  },
} as const
const cards = (page: Page) => page.locator('[data-card]')
const total = async (page: Page) => (await ask<{ count: number }>(page, 'deals.totals')).count

async function load(page: Page, language: Language): Promise<void> {
  await page.getByRole('button', { name: words[language].load }).click()
  await page.getByRole('button', { name: words[language].remove }).waitFor({ timeout: 20_000 })
  await cards(page).first().waitFor()
}

let page: Page
test('demo data comes and goes by a click each, and the board is as it was', async () => {
  page = await (await app.context('en')).newPage()
  await setUp(page)
  await load(page, 'en')
  await page.getByText(words.en.here).waitFor()
  assert.equal(await total(page), 300)
  await page.getByRole('button', { name: words.en.remove }).click()
  await page.getByText(words.en.gone).waitFor({ timeout: 20_000 })
  await page.getByRole('heading', { name: words.en.board }).waitFor()
  assert.equal(await total(page), 0)
  assert.equal(await cards(page).count(), 0)
})

test('in Russian, and a colleague who looks on sees both without doing anything', async () => {
  await ask(page, 'session.changePreferences', { language: 'ru' })
  await page.reload()
  const { id } = await ask<{ id: number }>(page, 'users.create', {
    name: 'Olga',
    email: 'olga@example.com',
    roleIds: [readyRoles.seller],
    language: 'ru',
  })
  await ask(page, 'users.setPassword', { id, password: 'a long password' })
  const other = await (await app.context('ru')).newPage()
  await signIn(other, 'olga@example.com')
  await other.getByRole('heading', { name: words.ru.board }).waitFor()
  // A seller may neither fill the company with it nor empty it.
  assert.equal(await other.getByRole('button', { name: words.ru.load }).count(), 0)

  await load(page, 'ru')
  await other.getByText(words.ru.here).waitFor()
  assert.equal(await other.getByRole('button', { name: words.ru.remove }).count(), 0)
  const [deal] = (await ask<{ items: { id: number; companyId: number }[] }>(page, 'deals.list', { limit: 1 })).items
  await ask(page, 'deals.create', { title: 'Своя сделка', companyId: deal!.companyId })
  await page.getByRole('button', { name: words.ru.remove }).click()
  await page.getByText(/Демоданных больше нет/).waitFor({ timeout: 20_000 })
  // The company is used, and so is whoever answers for it.
  await page.getByText(/используете: 1 компания/).waitFor()
  await cards(page).getByText('Своя сделка').waitFor()
  assert.equal(await total(page), 1)
  await other.getByText(words.ru.here).waitFor({ state: 'detached' })
  await page.getByRole('status').getByRole('button', { name: 'Закрыть' }).click()
  await page.getByText(/Демоданных больше нет/).waitFor({ state: 'detached' })
})
