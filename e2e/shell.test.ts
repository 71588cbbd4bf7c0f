import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { administrator, ask, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let context: BrowserContext
let page: Page
const failures: string[] = []
before(async () => {
  app = await startApp()
  context = await app.context()
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => failures.push(error.message))
  await setUp(page)
  const company = await ask<{ id: number }>(page, 'companies.create', { name: 'Northern Oil', address: 'Tyumen' })
  await ask(page, 'deals.create', { title: 'Ventilation', amount: '1800', companyId: company.id })
  await ask(page, 'deals.create', { title: 'Boiler house', amount: '250.50' })
  await page.reload()
  await card('Boiler house').waitFor()
})
after(() => app.stop())

const card = (title: string) => page.locator('[data-card]', { hasText: title })
const palette = () => page.getByRole('dialog', { name: 'Find or run' })
const line = (name: string) => palette().getByRole('option', { name })
const active = () => palette().locator('[aria-selected=true]').innerText()
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
const title = (id: number) => ask<{ title: string }>(page, 'deals.get', { id }).then((deal) => deal.title)

async function closeCard(name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('heading', { name }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL((url) => !url.search.includes('deal='))
}

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const value = await read().catch(() => undefined)
    if (JSON.stringify(value) === JSON.stringify(expected)) return
    if (performance.now() - started > 8000) assert.deepEqual(value, expected)
  }
}

test('Ctrl K opens the palette, Escape closes it and gives the focus back', async () => {
  await card('Boiler house').focus()
  await page.keyboard.press('Control+k')
  await palette().waitFor()
  assert.equal(await focused(), 'Find or run')
  await page.keyboard.press('Escape')
  await palette().waitFor({ state: 'detached' })
  assert.equal(await focused(), 'Boiler house')
})

test('a deal is found by its client, chosen by arrows and opened; later it is among the recent', async () => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('north')
  await line('Ventilation').waitFor()
  assert.match(await active(), /Ventilation\s*Northern Oil\s*\$1,800/)
  assert.equal(await line('Ventilation').locator('mark').innerText(), 'North')
  await page.keyboard.press('ArrowDown')
  assert.match(await active(), /Northern Oil\s*Tyumen/)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.waitForURL(/deal=1/)
  await closeCard('Ventilation')
  await page.keyboard.press('Control+k')
  await line('Ventilation').waitFor()
  assert.match(await active(), /Ventilation/)
  await page.keyboard.press('Escape')
})

test('Enter pressed before the answer waits for it', async () => {
  await page.route('**/api/search.find', async (route) => {
    await new Promise((done) => setTimeout(done, 400))
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('boiler')
  await page.keyboard.press('Enter')
  await page.waitForURL(/deal=2/)
  await page.unroute('**/api/search.find')
  await closeCard('Boiler house')
})

test('with Ctrl it opens in a new tab', async () => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('boiler')
  await line('Boiler house').waitFor()
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Control+Enter')])
  await tab.waitForURL(/deal=2/)
  await tab.close()
  await page.keyboard.press('Escape')
})

test('a command of the palette moves the chosen deal, Ctrl Z takes it back', async () => {
  await card('Boiler house').focus()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('move the chosen')
  await line('Move the chosen deal').click()
  const stages = page.getByRole('combobox', { name: 'Where to move “Boiler house”' })
  await stages.waitFor()
  await page.keyboard.type('propo')
  await page.keyboard.press('Enter')
  await page.getByText('“Boiler house” moved to “Proposal”').waitFor()
  await page.keyboard.press('Control+z')
  await page.getByText('Undone').waitFor()
  await eventually(async () => (await ask<{ stageId: number }>(page, 'deals.get', { id: 2 })).stageId, 1)
})

test('Tab tells what else can be done with a result: its link is copied, a deal is moved', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const actions = page.getByRole('combobox', { name: 'What to do with “Boiler house”' })
  const actionsOf = async (text: string, name: string) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(text)
    await line(name).waitFor()
    await eventually(() => palette().getByRole('listbox').getAttribute('aria-busy'), 'false')
    await page.keyboard.press('Tab')
  }
  await actionsOf('boiler', 'Boiler house')
  await actions.waitFor()
  await line('Move to a stage').waitFor()
  assert.deepEqual(await palette().getByRole('option').allInnerTexts(), [
    'Open',
    'Open in a new tab',
    'Copy the link',
    'Move to a stage…',
  ])
  await page.keyboard.press('Backspace')
  await line('Boiler house').waitFor()
  assert.equal(await page.getByRole('combobox', { name: 'Find or run' }).inputValue(), 'boiler')
  await page.keyboard.press('Tab')
  await page.keyboard.type('copy')
  await page.keyboard.press('Enter')
  await page.getByText('The link is copied').waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${app.url}/deals/2`)

  await actionsOf('boiler', 'Boiler house')
  await line('Move to a stage').click()
  await page.getByRole('combobox', { name: 'Where to move “Boiler house”' }).waitFor()
  await page.keyboard.type('propo')
  await page.keyboard.press('Enter')
  const stageId = async () => (await ask<{ stageId: number }>(page, 'deals.get', { id: 2 })).stageId
  await eventually(async () => (await stageId()) !== 1, true)
  await ask(page, 'deals.move', { id: 2, stageId: 1 })

  await page.keyboard.press('Control+k')
  await page.keyboard.type('northern oil')
  await palette().locator('[data-entry="companies 1"]').hover()
  await page.keyboard.press('Tab')
  await page.getByRole('combobox', { name: 'What to do with “Northern Oil”' }).waitFor()
  const [tab] = await Promise.all([context.waitForEvent('page'), line('Open in a new tab').click()])
  await tab.waitForURL(/\/companies\/1/)
  await tab.close()
})

test('commands are found on the other keyboard, in the other language, with е for ё; every page of the settings is there', async () => {
  await page.keyboard.press('Control+k')
  await palette().waitFor()
  const names = async (text: string) => {
    await page.getByRole('combobox', { name: 'Find or run' }).fill(text)
    await eventually(() => palette().getByRole('listbox').getAttribute('aria-busy'), 'false')
    return palette().locator('[data-entry]').allInnerTexts()
  }
  for (const text of ['роли', 'кщдуы', 'roles and ri'])
    assert.ok(
      (await names(text)).some((one) => one.includes('Roles and rights')),
      text,
    )
  assert.ok(
    (await names('тёмная')).some((one) => /^Theme: dark/i.test(one)),
    'ё',
  )
  assert.ok(
    (await names('темная')).some((one) => /^Theme: dark/i.test(one)),
    'е',
  )
  assert.ok(
    (await names('ntvyfz')).some((one) => /^Theme: dark/i.test(one)),
    'the other keyboard',
  )
  await names('settings')
  const entries = await palette()
    .locator('[data-entry^="settings "]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-entry')!.slice(9)))
  await page.keyboard.press('Escape')
  await page.goto('/settings/company')
  await page.locator('a[href="/settings/bin"]').waitFor()
  const menu = await page
    .locator('a[href^="/settings/"]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href')!.slice(10)))
  assert.deepEqual(entries.sort(), [...new Set(menu)].sort())
  await page.goto('/deals')
  await card('Ventilation').waitFor()
})

test('who may not add deals is offered none; a figure finds a deal', async () => {
  const { id: role } = await ask<{ id: number }>(page, 'roles.create', {
    name: 'Looks on',
    grants: [{ record: 'deals', action: 'see', range: 'all' }],
  })
  const { id } = await ask<{ id: number }>(page, 'users.create', {
    name: 'Looker',
    email: 'l@example.com',
    roleIds: [role],
  })
  await ask(page, 'users.setPassword', { id, password: 'a long password' })
  const other = await (await app.context()).newPage()
  await signIn(other, 'l@example.com', 'a long password')
  await other.locator('[data-card]', { hasText: 'Ventilation' }).waitFor()
  await other.keyboard.press('n')
  await other.keyboard.press('Control+k')
  const window = other.getByRole('dialog', { name: 'Find or run' })
  await window.waitFor()
  assert.equal(await window.getByText('New deal').count(), 0)
  await other.keyboard.type('2')
  await window.getByRole('option', { name: 'Boiler house' }).waitFor()
  assert.equal(await window.getByText('New deal').count(), 0)
  await window.getByText('Filter the deals by').waitFor()
  await other.context().close()
})

test('a new deal is begun anywhere, with what was typed for its title', async () => {
  await page.getByRole('link', { name: 'Products' }).first().click()
  await page.waitForURL('**/products')
  await page.keyboard.press('Control+k')
  await palette().waitFor()
  await page.keyboard.type('Fans')
  await line('New deal “Fans”').click()
  const form = page.getByRole('dialog', { name: 'New deal' })
  await form.waitFor()
  assert.equal(await form.locator('[name=title]').inputValue(), 'Fans')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/deals\?.*deal=3/)
  await closeCard('Fans')
})

test('? tells the keys, and keys do nothing below it', async () => {
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.getByText('Find anything, run any command').waitFor()
  await page.keyboard.press('n')
  assert.equal(await page.getByRole('dialog').count(), 1)
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
})

test('the rail unfolds and stays so', async () => {
  await page.getByRole('button', { name: 'Unfold the menu' }).click()
  const rail = page.getByRole('navigation', { name: 'Sections' })
  assert.ok((await rail.boundingBox())!.width > 150)
  await page.reload()
  await card('Ventilation').waitFor()
  assert.ok((await rail.boundingBox())!.width > 150)
  await page.getByRole('button', { name: 'Fold the menu' }).click()
  await eventually(async () => (await rail.boundingBox())!.width < 60, true)
})

test('theme, language and time zone are switched and kept', async () => {
  await page.keyboard.press('Control+k')
  await palette().waitFor()
  await page.keyboard.type('dark')
  await page.keyboard.press('Enter')
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
  await eventually(theme, 'dark')
  await page.getByRole('button', { name: 'You: ' }).click()
  await page.getByRole('menuitem', { name: 'Time zone' }).click()
  await page.getByRole('combobox', { name: 'Time zone' }).waitFor()
  await page.keyboard.type('yekat')
  await page.keyboard.press('Enter')
  await page.getByText('Times are shown as in Asia / Yekaterinburg').waitFor()
  await page.getByRole('button', { name: 'You: ' }).click()
  await page.getByRole('menuitemradio', { name: 'Русский' }).click()
  await page.keyboard.press('Escape')
  // Drawn in its theme and language from the first picture on, before any script of ours has come.
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload()
  assert.equal(await theme(), 'dark')
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'ru')
  await page.unroute('**/assets/*.js')
  await page.reload()
  await page.getByRole('button', { name: 'Найти или выполнить' }).waitFor()
  const me = await ask<{ theme: string; language: string; timeZone: string }>(page, 'session.get')
  assert.deepEqual([me.theme, me.language, me.timeZone], ['dark', 'ru', 'Asia/Yekaterinburg'])
  await ask(page, 'session.changePreferences', { language: 'en', theme: 'light' })
  await page.reload()
  await card('Ventilation').waitFor()
})

const amountOf = (on: Page) => on.getByRole('dialog').locator('[data-amount]')

async function typeTitle(text: string): Promise<void> {
  await page.getByRole('dialog').getByRole('heading', { level: 1 }).getByRole('button').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

test('while the server is away a banner says so, and what was typed goes when it is back', async () => {
  await page.goto('/deals?deal=1')
  await amountOf(page).waitFor()
  const away = /\/(api|health)/
  await page.route(away, (route) => route.abort())
  await typeTitle('Ventilation of a shop')
  await page.keyboard.press('Enter')
  await page.getByText('The server does not answer. What you typed is kept here').waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.unroute(away)
  await page.getByText('The server does not answer.').waitFor({ state: 'detached', timeout: 10_000 })
  await eventually(() => title(1), 'Ventilation of a shop')
})

test('the session ends while one types: one signs in over the page, and nothing is lost', async () => {
  await typeTitle('Ventilation of two shops')
  await ask(page, 'session.signOut')
  await page.keyboard.press('Enter')
  const again = page.getByRole('dialog', { name: 'Sign in again' })
  await again.waitFor()
  await page.keyboard.press('Escape')
  await again.locator('[name=password]').fill('wrong')
  await page.keyboard.press('Enter')
  await again.getByRole('alert').waitFor()
  await again.locator('[name=password]').fill(administrator.password)
  await page.keyboard.press('Enter')
  await again.waitFor({ state: 'detached' })
  await eventually(() => title(1), 'Ventilation of two shops')
  assert.match(page.url(), /deal=1/)
  await page.getByRole('dialog').getByRole('heading', { name: 'Ventilation of two shops' }).waitFor()
})

test('what is typed in a form outlives the end of the session too', async () => {
  await page.goto('/deals')
  await card('Fans').waitFor()
  await page.keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'New deal' })
  await form.locator('[name=title]').fill('Ducts')
  await ask(page, 'session.signOut')
  await page.keyboard.press('Enter')
  const again = page.getByRole('dialog', { name: 'Sign in again' })
  await again.locator('[name=password]').fill(administrator.password)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/deal=4/)
  assert.equal(await title(4), 'Ducts')
})

test('leaving in one tab leaves in all of them', async () => {
  const other = await context.newPage()
  await other.goto('/deals/list')
  await other.getByRole('button', { name: 'You: ' }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.waitForURL('**/signin')
  await page.waitForURL('**/signin?**')
  await other.close()
  await page.fill('[name=email]', administrator.email)
  await page.fill('[name=password]', administrator.password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/deals**')
})

test('the password is changed; the old one has to be known', async () => {
  await page.goto('/contacts')
  await page.getByRole('button', { name: 'You: ' }).click()
  await page.getByRole('menuitem', { name: 'Change the password' }).click()
  const form = page.getByRole('dialog', { name: 'Change the password' })
  await form.locator('[name=current]').fill('not that')
  await form.locator('[name=next]').fill('another long password')
  await page.keyboard.press('Enter')
  await form.getByText('This is not the current password').waitFor()
  await form.locator('[name=current]').fill(administrator.password)
  await page.keyboard.press('Enter')
  await page.getByText('The password is changed').waitFor()
  assert.equal((await ask<{ id: number }>(page, 'session.get')).id, 1)
})

test('a page that is not there says so and leads back', async () => {
  await page.goto('/nowhere')
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await page.getByRole('link', { name: 'To the deals' }).click()
  await page.waitForURL('**/deals')
})

test('the first Tab leads past the menu', async () => {
  await page.reload()
  await card('Fans').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN')
})

test('on a phone the bar is below, and the rest is under More', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  const bar = (await page.getByRole('navigation', { name: 'Sections' }).boundingBox())!
  assert.ok(bar.y + bar.height > 840 && bar.width === 390)
  await page.getByRole('link', { name: 'Clients' }).click()
  await page.waitForURL('**/contacts')
  assert.equal(await page.getByRole('link', { name: 'Clients' }).getAttribute('aria-current'), 'page')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  await page.waitForURL('**/settings**')
})

test('nothing failed', () => assert.deepEqual(failures, []))
