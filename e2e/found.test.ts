import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { ask, setUp, startApp, type App } from './app.ts'

let app: App
let context: BrowserContext
let page: Page
before(async () => {
  app = await startApp()
  context = await app.context()
  page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await setUp(page)
  const company = await ask<{ id: number }>(page, 'companies.create', {
    name: 'ООО «Северная нефть»',
    address: 'Тюмень',
  })
  await ask(page, 'contacts.create', {
    lastName: 'Щербаков',
    firstName: 'Юрий',
    phones: [
      { type: 'work', value: '+74957770102' },
      { type: 'mobile', value: '+79126403307' },
    ],
    emails: [{ type: 'work', value: 'boss@neft.example' }],
  })
  await ask(page, 'products.create', { name: 'Насос ЦНС', article: 'НЦ-60', price: '100' })
  const tag = await ask<{ id: number }>(page, 'terms.create', { dictionary: 'tag', name: 'Срочно' })
  await ask(page, 'deals.create', {
    title: 'Поставка насосов',
    amount: '1800',
    companyId: company.id,
    tagIds: [tag.id],
  })
  for (let i = 1; i <= 60; i++) await ask(page, 'deals.create', { title: `Boiler ${String(i)}` })
})
after(() => app.stop())

const palette = () => page.getByRole('dialog', { name: 'Find or run' })
const line = (name: string | RegExp) => palette().getByRole('option', { name })
const input = () => page.getByRole('textbox', { name: 'What to find' })
const hit = (name: string | RegExp) => page.locator('[data-hit]', { hasText: name })
const hits = () => page.locator('[data-hit]').count()
const marks = (name: string) => hit(name).locator('mark').allInnerTexts()
const group = (kind: string) => page.locator(`[data-group=${kind}]`)

async function typeInPalette(text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await palette().waitFor()
  await page.keyboard.type(text)
}

test('the palette finds in the other script and on the other keyboard, and marks what it found', async () => {
  await page.goto('/products')
  await page.getByRole('heading', { name: 'Products' }).waitFor()
  await typeInPalette('shcherb')
  await line('Щербаков').waitFor()
  assert.deepEqual(await line('Щербаков').locator('mark').allInnerTexts(), ['Щерб'])
  await page.keyboard.press('Control+a')
  await page.keyboard.type('yfcjc')
  await line('Насос ЦНС').waitFor()
  assert.deepEqual(await line('Насос ЦНС').locator('mark').allInnerTexts(), ['Насос'])
  await page.keyboard.press('Control+a')
  await page.keyboard.type('8 (912) 640-33')
  await line(/Щербаков.*640-33-07/).waitFor()
  // Enter with nothing chosen opens what stands first.
  await page.keyboard.press('Enter')
  await page.waitForURL('**/contacts/1')
})

test('from the palette one goes on to all results, by keyboard', async () => {
  await typeInPalette('boiler')
  await line('Boiler 60').waitFor()
  assert.equal(await line(/^Boiler/).count(), 5)
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown')
  assert.match(await palette().locator('[aria-selected=true]').innerText(), /All results/)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/find?q=boiler')
  await hit('Boiler 60').waitFor()
  assert.equal(await input().inputValue(), 'boiler')
  assert.equal(await hits(), 6)
  assert.match(await group('deals').getByRole('heading').innerText(), /Deals\s*50\+/)
  assert.equal(await page.title(), 'boiler: search · Sdelka')
})

test('one kind alone shows all of it, more on asking, and has an address', async () => {
  await page.getByRole('link', { name: 'All deals found' }).click()
  await page.waitForURL(/find\?q=boiler&record=deals/)
  await hit(/^Boiler 11$/).waitFor()
  assert.equal(await hits(), 50)
  await page.getByRole('button', { name: 'Show more' }).click()
  await hit(/^Boiler 1$/).waitFor()
  assert.equal(await hits(), 60)
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0)
  await page.goBack()
  await page.waitForURL((url) => !url.search.includes('record'))
  await group('deals').waitFor()
  assert.equal(await hits(), 6)
})

test('arrows go from the line through the results; Enter opens; back leads back', async () => {
  await input().fill('насос')
  await hit('Поставка насосов').waitFor()
  await page.waitForURL((url) => url.searchParams.get('q') === 'насос')
  assert.deepEqual(await marks('Поставка насосов'), ['насос'])
  await input().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /Поставка насосов/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/deals\?.*deal=1/)
  await page.goBack()
  await hit('Насос ЦНС').waitFor()
  assert.equal(await input().inputValue(), 'насос')
})

test('a line shows what it was found by: a second phone, an email, a tag, a client', async () => {
  for (const [text, name, shown] of [
    ['640-33-07', 'Щербаков', '+7 912 640-33-07'],
    ['boss@', 'Щербаков', 'boss@neft.example'],
    ['srochno', 'Поставка насосов', 'Срочно'],
    ['северная', 'Поставка насосов', 'ООО «Северная нефть»'],
  ] as const) {
    await input().fill(text)
    await page.waitForURL((url) => url.searchParams.get('q') === text)
    await hit(name).getByText(shown).waitFor()
  }
  await input().fill('№ 1')
  await hit('Поставка насосов').waitFor()
})

test('a letter wrong finds what is alike, and says so', async () => {
  await input().fill('щебраков')
  await page.getByText('Nothing is called exactly that. This is similar:').waitFor()
  assert.deepEqual(await marks('Щербаков'), ['Щербаков'])
})

test('where nothing is found, it says so and how to go on', async () => {
  await input().fill('zzqx')
  await page.getByRole('heading', { name: 'Nothing found for “zzqx”' }).waitFor()
  await page.goto('/find?q=boiler&record=contacts')
  await page.getByRole('link', { name: 'Search everything' }).click()
  await hit('Boiler 60').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('heading', { name: 'Find a deal, a client, a product, a colleague' }).waitFor()
  // What was opened before is at hand.
  await hit('Щербаков').waitFor()
})

test('an error is told, the text stays, and it can be tried again', async () => {
  await page.route('**/api/search.find', (route) =>
    route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'Away' } } }),
  )
  await input().fill('насос')
  const again = page.getByRole('button', { name: 'Try again' })
  await again.waitFor()
  assert.equal(await input().inputValue(), 'насос')
  await page.unroute('**/api/search.find')
  await again.click()
  await hit('Насос ЦНС').waitFor()
})

test('on a phone everything is large enough to be tapped, and nothing goes over the edge', async () => {
  const phone = await app.context('ru', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await context.storageState(),
  })
  const small = await phone.newPage()
  await small.goto('/find?q=насос')
  await small.locator('[data-hit]').first().waitFor()
  assert.ok(await small.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
  for (const selector of ['[data-hit]', '[role=search]', 'main nav a'])
    for (const one of await small.locator(selector).all()) assert.ok((await one.boundingBox())!.height >= 44, selector)
  await small.locator('[data-hit]', { hasText: 'Насос ЦНС' }).tap()
  await small.waitForURL('**/products/1')
  await phone.close()
})
