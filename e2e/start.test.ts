import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { administrator, ask, complaints, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
before(async () => {
  app = await startApp({ alone: true })
  page = await (await app.context()).newPage()
  problems = complaints(page)
})
after(() => app.stop())

const column = (on: Page, name: string) =>
  on.locator('[data-column]', { has: on.getByRole('heading', { name, exact: false, level: 2 }) })
const sumOf = (of: Locator) => of.locator('[data-sum]').innerText()
const card = (on: Page, title: string) => on.locator('[data-card]', { hasText: title })

async function eventually<T>(read: () => Promise<T>, expected: T, within = 3000): Promise<number> {
  const started = performance.now()
  for (;;) {
    const value = await read().catch(() => undefined)
    if (value === expected) return performance.now() - started
    if (performance.now() - started > within) assert.deepEqual(value, expected)
    await page.waitForTimeout(25)
  }
}

test('what is wrong with the answers of the first run is said beside them, and nothing typed is lost', async () => {
  await page.goto('/')
  await page.waitForURL('**/setup')
  // Guessed: the computer is in Moscow, whatever language it speaks.
  assert.equal(await page.inputValue('[name=currency]'), 'RUB')
  await page.getByText('Time zone: Europe/Moscow').waitFor()
  await page.selectOption('[name=currency]', 'EUR')
  await page.fill('[name=email]', 'anna')
  await page.fill('[name=password]', '1234567')
  await page.keyboard.press('Enter')
  const wrong = () =>
    page.locator('[aria-invalid=true]').evaluateAll((list) => list.map((one) => one.getAttribute('name')))
  assert.deepEqual(await wrong(), ['name', 'email', 'password'])
  await page.getByText('Say what you are called').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name')
  await page.keyboard.type('Anna')
  assert.deepEqual(await wrong(), ['email', 'password'])
  await page.fill('[name=email]', 'anna@example.com')
  // Long enough, but the server knows it for one that everybody tries.
  await page.fill('[name=password]', 'password1')
  await page.keyboard.press('Enter')
  await eventually(async () => (await wrong()).join(), 'password')
  await page.getByRole('button', { name: 'Русский' }).click()
  await page.getByRole('heading', { name: 'Sdelka запущена' }).waitFor()
  assert.deepEqual(
    await Promise.all(['name', 'email', 'password', 'currency'].map((name) => page.inputValue(`[name=${name}]`))),
    ['Anna', 'anna@example.com', 'password1', 'EUR'],
  )
  await page.getByRole('button', { name: 'English' }).click()
})

test('the first run makes the administrator and shows an empty board', async () => {
  await setUp(page)
  await page.getByText('Your board is ready, Anna').waitFor()
})

test('from the empty board one goes to the import and back, and both links lead into the settings', async () => {
  const panel = page.getByRole('region', { name: 'Your board is ready, Anna' })
  await panel.getByRole('button', { name: 'Import a file' }).click()
  await page.getByRole('button', { name: 'Choose files' }).waitFor()
  await page.goBack()
  await panel.getByRole('button', { name: 'Add the first deal' }).waitFor()
  for (const [link, path] of [
    ['change them any time', '/settings/pipelines'],
    ['Invite colleagues', '/settings/people'],
  ] as const) {
    assert.equal(await panel.getByRole('link', { name: link }).getAttribute('href'), path)
  }
})

test('the first deal takes four actions; another is added at the top of its column', async () => {
  await page.keyboard.press('n')
  await page.keyboard.type('Ventilation of a workshop')
  await page.fill('[name=amount]', '1,500')
  await page.keyboard.press('Enter')
  // The card of the new deal opens.
  await page.waitForURL(/deal=\d+/)
  await page.getByRole('tab', { name: 'History' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => !url.search.includes('deal='))
  await card(page, 'Ventilation of a workshop').waitFor()
  await page.getByRole('button', { name: 'Add a deal to “New”' }).click()
  await page.fill('[name=title]', 'Chillers')
  await page.fill('[name=amount]', '2500.50')
  await page.keyboard.press('Enter')
  await card(page, 'Chillers').waitFor()
  await eventually(() => sumOf(column(page, 'New')), '$4,001')
  assert.deepEqual(await ask(page, 'deals.totals'), { count: 2, amount: '4000.50', currency: 'USD' })
})

test('a card is dragged; both sums change, here at once and on another screen within a second', async () => {
  const other = await (await app.context()).newPage()
  await signIn(other)
  await card(other, 'Chillers').waitFor()
  await drag(card(page, 'Chillers'), column(page, 'Proposal'))
  const heard = performance.now()
  await eventually(() => sumOf(column(page, 'New')), '$1,500', 1000)
  await eventually(() => sumOf(column(page, 'Proposal')), '$2,501', 1000)
  await eventually(() => sumOf(column(other, 'Proposal')), '$2,501', 1500)
  await eventually(() => sumOf(column(other, 'New')), '$1,500', 1500)
  assert.ok(performance.now() - heard < 1500, 'the other screen was slow')
  await page.getByText('“Chillers” moved to “Proposal”').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await eventually(() => sumOf(column(page, 'New')), '$4,001')
  await other.close()
})

test('dropped on a zone a deal is won', async () => {
  await drag(card(page, 'Ventilation'), page.locator('[data-zone="Won"]'))
  await eventually(() => card(page, 'Ventilation').count(), 0)
  await page.getByText('moved to “Won”').waitFor()
  const { groups } = await ask<{ groups: { key: string; count: number }[] }>(page, 'deals.totals', { group: 'state' })
  assert.deepEqual(
    groups.map(({ key, count }) => [key, count]),
    [
      ['open', 1],
      ['won', 1],
    ],
  )
  await page.getByRole('button', { name: 'Closed deals' }).click()
  await eventually(() => sumOf(column(page, 'Won')), '$1,500')
})

test('signing out shuts the door, signing in opens where one wanted to go', async () => {
  await page.goto('/deals/list')
  await page.getByRole('button', { name: `You: ${administrator.name}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/signin')
  await page.goto('/deals/list')
  await page.waitForURL('**/signin?**')
  await page.fill('[name=email]', administrator.email)
  await page.fill('[name=password]', 'wrong')
  await page.click('button[type=submit]')
  await page.getByText('The email or the password is wrong').waitFor()
  await page.fill('[name=password]', administrator.password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/deals/list')
})

test('a refused move is put back, and the card says why', async () => {
  await page.goto('/deals')
  await card(page, 'Chillers').waitFor()
  await page.route('**/api/deals.move', (route) =>
    route.fulfill({ status: 403, json: { error: { code: 'denied', message: 'Only the head may do this' } } }),
  )
  const before = await sumOf(column(page, 'New'))
  await drag(card(page, 'Chillers'), column(page, 'Proposal'))
  await column(page, 'New').getByText('Only the head may do this').waitFor()
  assert.equal(await sumOf(column(page, 'New')), before)
  assert.equal(await card(page, 'Chillers').count(), 1)
  await page.unroute('**/api/deals.move')
})

test('signed out elsewhere, one signs in over the page and stays in the same place', async () => {
  await ask(page, 'session.signOut')
  await page.getByRole('link', { name: 'List' }).click()
  await page.getByRole('dialog', { name: 'Sign in again' }).waitFor()
  await page.fill('[name=password]', administrator.password)
  await page.click('button[type=submit]')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.waitForURL('**/deals/list')
})

test('language and theme change at once and stay', async () => {
  await page.getByRole('button', { name: 'You: ' }).click()
  await page.getByRole('menuitemradio', { name: 'Русский' }).click()
  await page.getByRole('menuitemradio', { name: 'Тёмная' }).click()
  await page.keyboard.press('Escape')
  await page.reload()
  await page.getByRole('link', { name: 'Доска' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'dark')
})

test('a theme chosen right before the page is left is not lost, whether or not the server has heard of it', async () => {
  const asked: unknown[] = []
  await page.route('**/api/session.changePreferences', (route) => void asked.push(route.request().postDataJSON()))
  await page.getByRole('button', { name: 'Вы: ' }).click()
  await page.getByRole('menuitemradio', { name: 'Светлая' }).click()
  await eventually(() => Promise.resolve(asked.length), 1)
  await page.reload()
  await page.getByRole('link', { name: 'Доска' }).waitFor()
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
  assert.equal(await theme(), 'light')
  await eventually(() => Promise.resolve(asked.length), 2)
  assert.deepEqual(asked[1], { theme: 'light' })
  await page.unroute('**/api/session.changePreferences')
  await page.reload()
  await eventually(async () => (await ask<{ theme: string }>(page, 'session.get')).theme, 'light')
  // The page has heard that, too.
  await eventually(
    () => page.evaluate(() => Object.keys(localStorage).filter((key) => /preferring/.test(key)).length),
    0,
  )
  // Once the server has it, what it says counts.
  await ask(page, 'session.changePreferences', { theme: 'dark' })
  await page.reload()
  await eventually(theme, 'dark')
})

test('nothing was complained of', () => assert.deepEqual(problems, []))

/** Drags by the mouse, in steps, as a hand does. */
async function drag(what: Locator, where: Locator): Promise<void> {
  const from = await what.boundingBox()
  assert.ok(from)
  await page.mouse.move(from.x + 40, from.y + 12)
  await page.mouse.down()
  await page.mouse.move(from.x + 60, from.y + 40, { steps: 5 })
  const to = await where.boundingBox()
  assert.ok(to)
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 })
  await page.waitForTimeout(100)
  await page.mouse.up()
}
