import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { administrator, ask, setUp, startApp, type App } from './app.ts'

/** A seller without a mouse: nothing in this file points. After every step the focus is in place, named, and seen. */
let app: App
let page: Page
/** asks as the administrator, who is not at this screen */
let office: Page
before(async () => {
  app = await startApp()
  office = await (await app.context()).newPage()
  await setUp(office)
  const person = { name: 'Boris Petrov', email: 'boris@example.com', roleIds: [readyRoles.seller] }
  const { id } = await ask<{ id: number }>(office, 'users.create', person)
  await ask(office, 'users.setPassword', { id, password: administrator.password })
  await ask(office, 'products.create', { name: 'Boiler K-40', price: '900.50', currency: 'USD' })
  for (const title of ['Chiller', 'Fan']) await ask(office, 'deals.create', { title, amount: '70', ownerId: id })
  page = await (await app.context()).newPage()
  page.setDefaultTimeout(8000)
})
after(() => app.stop())

/** What has the focus: role and name as a screen reader says them, and why it can't be seen, if it can't. */
async function stand(): Promise<{ said: string; problem: string | undefined }> {
  const problem = await page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement) || at === document.body) return 'nothing has the focus'
    const { left, top, right, bottom, width, height } = at.getBoundingClientRect()
    if (!width || !height) return 'what has the focus has no size'
    if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight) return 'the focus is off the screen'
    // What is gone to as a whole, a page, a panel, a window, is no control and needs no ring.
    if (at.tabIndex < 0 && at.matches('main, section, [role=dialog], [role=tabpanel]')) return undefined
    // A window in which one only types is marked by its caret.
    if (at.matches('[aria-modal] [role=combobox]')) return undefined
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = 'var(--accent)'
    const accent = getComputedStyle(probe).color
    probe.remove()
    let one: HTMLElement | null = at
    for (let up = 0; one && up < 4; one = one.parentElement, up++) {
      const { outlineStyle, outlineWidth, boxShadow, borderTopColor } = getComputedStyle(one)
      const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
      if (outlined || (one === at && boxShadow !== 'none') || borderTopColor === accent) return undefined
      // Around it only what is drawn because it has the focus.
      if (one.matches(':focus-within') && up < 2 && boxShadow !== 'none') return undefined
    }
    return 'the focus is not marked'
  })
  const snapshot = await page
    .locator(':focus')
    .ariaSnapshot({ timeout: 300 })
    .catch(() => '')
  return { said: snapshot.split('\n')[0]!.replace(/^- /, ''), problem }
}

async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const value = await read().catch(() => undefined)
    if (JSON.stringify(value) === JSON.stringify(expected)) return
    if (performance.now() - started > 6000) assert.deepEqual(value, expected)
  }
}

/** The focus comes to be on what is said like this, where it can be seen. */
async function standsOn(what: RegExp): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const { said, problem } = await stand()
    if (!problem && what.test(said)) return
    if (performance.now() - started > 4000)
      assert.fail(`${problem ?? 'the focus is elsewhere'}: ${said} is not ${String(what)}`)
  }
}

/** Goes on by Tab until it stands there; everywhere on the way it is seen where one is. */
async function tabTo(what: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press(key)
    const { said, problem } = await stand()
    passed.push(said)
    // Past the last control the browser's own have the focus, once.
    if (problem && problem !== 'nothing has the focus') assert.fail(`${problem}: ${passed.join(' → ')}`)
    if (what.test(said)) return
  }
  assert.fail(`${String(what)} is not on the way: ${passed.join(' → ')}`)
}
const press = (key: string) => page.keyboard.press(key)
const type = (text: string) => page.keyboard.type(text)
async function find(text: string, line: RegExp): Promise<void> {
  await press('Control+k')
  await standsOn(/combobox "Find or run"/)
  await type(text)
  await page
    .getByRole('dialog', { name: 'Find or run' })
    .locator('[aria-selected=true]')
    .filter({ hasText: line })
    .waitFor()
  await press('Enter')
}

interface Deal {
  state: string
  amount: string
  sourceId: number | null
  products: { lines: { name: string; quantity: string }[] }
}
const deal = async (title: string) => {
  const { items } = await ask<{ items: { id: number; title: string }[] }>(office, 'deals.list', {})
  return ask<Deal>(office, 'deals.get', { id: items.find((one) => one.title === title)!.id })
}

test('a lost focus and one that is not marked are found', async () => {
  await page.goto('/signin')
  await page.locator('form').waitFor()
  const problem = async (style: string) => {
    await page.evaluate((css) => {
      document.body.innerHTML = '<button>Bare</button>'
      const bare = document.querySelector('button')!
      bare.style.cssText = css
      bare.focus()
    }, style)
    return (await stand()).problem
  }
  assert.equal(await problem('outline: none; box-shadow: none'), 'the focus is not marked')
  assert.equal(await problem('position: fixed; top: -200px'), 'the focus is off the screen')
  assert.equal(await problem('display: none'), 'nothing has the focus')
  assert.equal(await problem('outline: 2px solid red'), undefined)
})

test('one signs in and comes to the cards', async () => {
  await page.goto('/signin')
  await standsOn(/textbox/)
  await type('boris@example.com')
  await tabTo(/textbox "Password"/)
  await type(administrator.password)
  await press('Enter')
  await page.waitForURL('**/deals')
  await page.locator('[data-card]').first().waitFor()
  await tabTo(/^article "Fan"/)
})

test('a new deal opens; when its card is closed, one stands on it on the board', async () => {
  await press('n')
  await standsOn(/textbox "Name"/)
  await type('Boiler house')
  await tabTo(/textbox "Amount"/)
  await type('1,200')
  await press('Enter')
  await page.getByRole('dialog').getByRole('heading', { name: 'Boiler house' }).waitFor()
  await standsOn(/^dialog "Deal \d+"/)
  await press('Escape')
  await standsOn(/^article "Boiler house"/)
})

test('a form that is left gives the focus back', async () => {
  await press('n')
  await standsOn(/textbox "Name"/)
  await press('Escape')
  await standsOn(/button "New deal"/)
  await tabTo(/button "Filter/)
  await press('Enter')
  await standsOn(/combobox/)
  await press('Escape')
  await standsOn(/button "Filter/)
})

test('a field is edited or left, and one stands on it', async () => {
  await find('boiler ho', /Boiler house/)
  await standsOn(/^dialog "Deal \d+"/)
  await tabTo(/button "Closes/)
  await press('Enter')
  await standsOn(/textbox "Closes"/)
  await type('12/31/2030')
  await press('Enter')
  await standsOn(/button "Closes Dec 31, 2030"/)
  await tabTo(/button "Source/)
  await press('Enter')
  await standsOn(/combobox "Source"/)
  await press('ArrowDown')
  await press('Enter')
  await standsOn(/button "Source/)
  await eventually(async () => (await deal('Boiler house')).sourceId !== null, true)
  await press('Enter')
  await standsOn(/combobox "Source"/)
  await press('Escape')
  await standsOn(/button "Source/)
})

test('product lines are typed in from cell to cell', async () => {
  await tabTo(/tab "Overview"/, 'Shift+Tab')
  await press('ArrowRight')
  await standsOn(/tab "Products/)
  await tabTo(/combobox ".*line 1"/)
  await type('k-40')
  await page.getByRole('option', { name: /Boiler K-40/ }).waitFor()
  await press('Enter')
  await standsOn(/textbox "Quantity.*line 1"/)
  await type('2')
  await press('Enter')
  await standsOn(/combobox ".*line 2"/)
  const lines = async () => (await deal('Boiler house')).products.lines.map(({ name, quantity }) => [name, quantity])
  await eventually(lines, [['Boiler K-40', '2']])
  await tabTo(/button "Delete line 1"/, 'Shift+Tab')
  await press('Enter')
  await eventually(lines, [])
  await tabTo(/button "Bring back"/)
  await press('Enter')
  await eventually(lines, [['Boiler K-40', '2']])
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await standsOn(/^article "Boiler house"/)
})

test('M moves the card, and the focus goes with it', async () => {
  await press('m')
  await standsOn(/menuitem/)
  await press('ArrowDown')
  await press('Enter')
  await page.getByText('“Boiler house” moved to “').waitFor()
  await standsOn(/^article "Boiler house"/)
})

test('in the list a condition is made and taken out, a cell is edited', async () => {
  await find('list of deals', /List of deals/)
  await page.waitForURL('**/deals/list**')
  await page.locator('[data-row]').nth(2).waitFor()
  await press('/')
  await standsOn(/combobox/)
  await type('amount')
  await press('Enter')
  await page.getByRole('dialog', { name: 'Amount' }).waitFor()
  await tabTo(/textbox "Value"/)
  await type('100')
  await press('Enter')
  await standsOn(/button "(Amount|Filter)/)
  await tabTo(/button "Remove the condition/, 'Shift+Tab')
  await press('Enter')
  await eventually(() => page.locator('[data-row]').count(), 3)
  await standsOn(/button "Filter/)
  await press('/')
  await type('boiler')
  await press('Enter')
  await eventually(() => page.locator('[data-row]').count(), 1)
  await standsOn(/button "(Filter|Name)/)
  await tabTo(/^rowheader/)
  while ((await page.evaluate(() => document.activeElement?.getAttribute('data-column'))) !== 'closeDate')
    await press('ArrowRight')
  await press('F2')
  await standsOn(/textbox "Closes"/)
  await type('12/30/2030')
  await press('Enter')
  await standsOn(/gridcell "Dec 30/)
  await press('Home')
  await press('Enter')
  await standsOn(/^dialog "Deal \d+"/)
  await press('Escape')
  await standsOn(/^rowheader "Boiler house/)
})

test('a contact is written down; its card closed, one stands on its row', async () => {
  await find('contacts', /^Contacts/)
  await page.waitForURL('**/contacts**')
  await tabTo(/button "(New contact|Add)/)
  await press('Enter')
  await standsOn(/textbox/)
  await tabTo(/textbox "First name/, 'Shift+Tab')
  await type('Olga')
  await press('Enter')
  await standsOn(/^dialog "Contact \d+"/)
  await press('Escape')
  await standsOn(/^rowheader "Olga/)
})

test('the deal is won and brought back from its card', async () => {
  await find('boiler ho', /Boiler house/)
  await standsOn(/^dialog "Deal \d+"/)
  await tabTo(/button "Close deal"/)
  await press('Enter')
  await standsOn(/button "Won"/)
  await press('Escape')
  await standsOn(/button "Close deal"/)
  await press('Enter')
  await standsOn(/button "Won"/)
  await press('Enter')
  await eventually(async () => (await deal('Boiler house')).state, 'won')
  await standsOn(/button "Won"/)
  await press('Control+z')
  await eventually(async () => (await deal('Boiler house')).state, 'open')
  await standsOn(/button "Close deal"/)
})
