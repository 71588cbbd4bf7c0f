import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Language } from '../model/users.ts'
import type { Words } from '../model/words.ts'
import type { Filled } from './fill.ts'

/** A word of the screens, up to its first parameter: enough to find what bears it. */
export type Say = (key: string) => string

/** Something that people see: a page, or a page with a menu or a form open. */
export interface Place {
  name: string
  path(ids: Filled): string
  /** there once the page shows what it is for */
  ready: string
  open?(page: Page, say: Say): Promise<unknown>
  /** what opens it is there on wide screens only, or on phones only */
  only?: 'wide' | 'phone'
}

const at = (name: string, path: string | ((ids: Filled) => string), ready: string): Place => ({
  name,
  path: typeof path === 'string' ? () => path : path,
  ready,
})
const opened = (name: string, on: Place, open: NonNullable<Place['open']>, only?: Place['only']): Place => ({
  ...on,
  name: `${on.name}-${name}`,
  open,
  ...(only ? { only } : {}),
})
const press =
  (key: string, part = '') =>
  (page: Page, say: Say) =>
    page
      .locator(`${part} button`.trim())
      .filter({ visible: true })
      .and(page.getByRole('button', { name: say(key) }))
      .first()
      .click()

const palette = (text: string) => async (page: Page) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type(text)
}

const board = at('board', '/deals', '[data-card]')
const list = at('list', '/deals/list', '[data-row]')
const panel = at('card', ({ deal }) => `/deals?deal=${String(deal)}`, '[role=dialog] [data-field]')
const people = at('people', '/settings/people', 'tbody button')
const departments = at('departments', '/settings/departments', 'section button')
const duplicates = at('duplicates', '/contacts/duplicates', '[data-group]')
const security = at('security', '/settings/security', 'main li')
const page = at('card-page', ({ deal }) => `/deals/${String(deal)}`, '[data-field]')

/** Before there is an administrator. */
export const firstRun: Place[] = [at('setup', '/setup', '[name=password]')]

let asked = 0
/** Before anybody has signed in. */
export const outside: Place[] = [
  at('signin', '/signin', '[name=password]'),
  at('invitation', ({ invitation }) => `/invitation/${invitation ?? ''}`, '[name=password]'),
  at('invitation-bad', '/invitation/nonsense', '[role=alert]'),
  at('forgot', '/forgot', '[name=email]'),
  opened('asked', at('forgot', '/forgot', '[name=email]'), async (page) => {
    // Few links may be asked for one account.
    await page.locator('[name=email]').fill(`anna.${String(++asked)}@example.com`)
    await page.keyboard.press('Enter')
    await page.getByRole('status').waitFor()
  }),
  at('reset', ({ reset }) => `/reset/${reset ?? ''}`, '[name=password]'),
  at('reset-bad', '/reset/nonsense', '[role=alert]'),
]

/** Every page for those who have signed in, with what can be opened on it. */
export const inside: Place[] = [
  board,
  at('board-closed', '/deals?closed=true', '[data-card]'),
  opened('pipelines', board, (page) => page.locator('h1 [aria-haspopup=menu]').click()),
  opened('person', board, press('person.menu'), 'wide'),
  opened('more', board, press('shell.more'), 'phone'),
  opened('new', board, press('deal.new.title')),
  opened('quick', board, press('board.add'), 'wide'),
  opened('move', board, async (page) => {
    await page.locator('[data-card]').filter({ visible: true }).first().focus()
    await page.keyboard.press('m')
    await page.getByRole('menu').waitFor()
  }),
  opened('filter', board, async (page) => {
    await page.keyboard.press('/')
    await page.getByRole('listbox').waitFor()
  }),
  list,
  opened('columns', list, press('list.columns'), 'wide'),
  opened('condition', list, async (page, say) => {
    await page.keyboard.press('/')
    // The words may bear marks around them.
    await page
      .getByRole('option')
      .filter({ hasText: new RegExp(`^\\W?${say('deals.ownerId')}\\W?$`) })
      .click()
    await page.getByRole('dialog').waitFor()
  }),
  opened(
    'cell',
    list,
    async (page) => {
      await page.locator('[data-row] [data-column=stageId]').first().click()
      await page.keyboard.press('Enter')
      await page.getByRole('listbox').waitFor()
    },
    'wide',
  ),
  panel,
  at('card-products', ({ deal }) => `/deals?deal=${String(deal)}&tab=products`, '[data-line]'),
  at('card-files', ({ deal }) => `/deals?deal=${String(deal)}&tab=files`, '[data-file]'),
  opened(
    'look',
    at('card-files', ({ deal }) => `/deals?deal=${String(deal)}&tab=files`, '[data-file]'),
    (page) => page.locator('[data-file] button').first().click(),
  ),
  at('card-links', ({ deal }) => `/deals?deal=${String(deal)}&tab=links`, '[role=tabpanel] h2'),
  at('card-history', ({ deal }) => `/deals?deal=${String(deal)}&tab=history`, '[data-event]'),
  opened(
    'close',
    panel,
    async (page, say) => {
      await page.getByRole('button', { name: say('stages.close') }).click()
      await page.getByRole('dialog').nth(1).waitFor()
    },
    'wide',
  ),
  opened('field', panel, (page) => page.locator('[data-field=sourceId] button').first().click()),
  page,
  opened('timeline', page, press('timeline.which'), 'wide'),
  opened(
    'said',
    page,
    async (page, say) => {
      await page.locator('[data-comment]').first().hover()
      await page
        .getByRole('button', { name: say('comment.more') })
        .first()
        .click()
      await page.getByRole('menuitem', { name: say('comment.edit') }).click()
      await page.locator('[data-comment] textarea').waitFor()
    },
    'wide',
  ),
  opened('arrange', page, async (page, say) => {
    await page
      .getByRole('button', { name: say('layout.arrange') })
      .first()
      .click()
    await page.locator('[data-arranging] [data-placed]').first().waitFor()
  }),
  opened('repeat', page, async (page, say) => {
    await page
      .getByRole('button', { name: say('deal.more') })
      .first()
      .click()
    await page.getByRole('menuitem', { name: say('repeat.menu') }).click()
    await page.locator('[data-repeat-form] [data-says] b').waitFor()
  }),
  people,
  opened('person', people, (page) => page.locator('tbody button').first().click()),
  opened('new', people, press('team.add', 'section')),
  departments,
  opened('new', departments, (page) => page.locator('section .btn.primary').first().click()),
  security,
  opened('set-up', security, async (page, say) => {
    await page.getByRole('button', { name: say('security.code.set') }).click()
    await page.getByRole('dialog').getByRole('img').waitFor()
  }),
  at('rights', '/settings/rights?role=3', '[data-cell]'),
  at('groups', '/settings/groups', 'section h2, section tbody'),
  at('audit', '/settings/audit', '[data-audit]'),
  at('bin', '/settings/bin', '[aria-pressed]'),
  opened(
    'notices',
    board,
    async (page, say) => {
      await page.getByRole('button', { name: say('notices.bell') }).click()
      await page.locator('[role=dialog] [data-notices]').first().waitFor()
    },
    'wide',
  ),
  at('notifications', '/notifications', '[data-notices]'),
  at('notification-settings', '/settings/notifications', 'main [type=checkbox]'),
  at('settings', '/settings', 'main nav a'),
  at('company-settings', '/settings/company', 'main input'),
  at('currencies', '/settings/currencies', '[data-currency]'),
  at('currency', '/settings/currencies?currency=2', '[data-currency][aria-current]'),
  at('pipelines', '/settings/pipelines', 'main h2'),
  at('stage', '/settings/pipelines?pipeline=1&stage=1', 'main form'),
  at('fields', '/settings/fields', 'section[aria-label] button'),
  at('fields-new', '/settings/fields?field=new', 'aside form'),
  at('lists', '/settings/lists', '[aria-pressed]'),
  at('activities', '/activities', '[data-activity]'),
  at('activities-month', '/activities?view=month', '[data-activity]'),
  at('activities-deadline', '/activities?view=deadline', '[data-activity]'),
  opened('new', at('activities', '/activities', '[data-activity]'), async (page, say) => {
    await page
      .getByRole('button', { name: say('activity.add.label') })
      .first()
      .click()
    await page.locator('[data-activity-form]').waitFor()
  }),
  at('contacts', '/contacts', '[data-row], [data-client]'),
  opened(
    'contacts-chosen',
    at('contacts-list', '/contacts', '[data-row]'),
    async (page) => {
      for (const row of [0, 1]) await page.locator('[data-row] [data-choose]').nth(row).check()
    },
    'wide',
  ),
  at('contact', ({ contact }) => `/contacts?open=${String(contact)}`, '[role=dialog] [data-field]'),
  at('companies', '/companies', '[data-row], [data-client]'),
  duplicates,
  opened('merge', duplicates, async (page, say) => {
    await page
      .getByRole('button', { name: say('duplicates.merge') })
      .first()
      .click()
    await page.locator('[role=dialog] [data-part-of]').first().waitFor()
  }),
  opened(
    'merge-with',
    at('contact-page', ({ contact }) => `/contacts/${String(contact)}`, '[data-field]'),
    async (page, say) => {
      await page.getByRole('button', { name: say('clients.more') }).click()
      await page.getByRole('menuitem', { name: say('merge.with') }).click()
      await page.getByRole('option').first().waitFor()
    },
  ),
  at('company-links', ({ company }) => `/companies/${String(company)}?tab=links`, '[data-field=parentId]'),
  at('company', ({ company }) => `/companies/${String(company)}`, '[data-figure=won][data-amount]'),
  at('import', '/import', 'main section .btn.primary'),
  at('find', '/find', 'main [name=q]'),
  at('found', `/find?q=${encodeURIComponent('№ 1')}`, '[data-hit]'),
  at('found-kind', `/find?q=${encodeURIComponent('№ 1')}&record=deals`, '[data-hit]'),
  at('products', '/products', '[data-row]'),
  at('product', ({ product }) => `/products?open=${String(product)}`, '[role=dialog] [data-field]'),
  opened('palette', board, palette('')),
  opened('palette-found', board, palette('a')),
  opened('keys', board, async (page) => {
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  }),
]

/** The places that are there on a screen of such a width. */
export const placesOn = (screen: 'wide' | 'phone', places: Place[]): Place[] =>
  places.filter(({ only }) => only === undefined || only === screen)

/** Opens a place and waits until it shows all of itself and stands still. */
export async function visit(page: Page, place: Place, ids: Filled, say: Say): Promise<void> {
  await page.goto(place.path(ids))
  await page.locator(place.ready).filter({ visible: true }).first().waitFor({ timeout: 10_000 })
  await settled(page)
  if (!place.open) return
  await place.open(page, say)
  await settled(page)
}

/** Fonts are there, nothing is loading or moving, and the page has not changed for a moment. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    const until = performance.now() + 5000
    let changed = performance.now()
    const watch = new MutationObserver(() => (changed = performance.now()))
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    const moves = () =>
      document
        .getAnimations()
        .some((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity)
    while (
      performance.now() < until &&
      (performance.now() - changed < 150 || moves() || document.querySelector('[aria-busy=true]'))
    )
      await new Promise((done) => setTimeout(done, 30))
    watch.disconnect()
  })
}

/** The words of the screens in a language. */
export async function wordsIn(language: Language): Promise<Say> {
  const root = join(import.meta.dirname, '..')
  const files = ['web/words', 'model/words'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).flatMap((name) =>
      name.endsWith('.ts') ? join(root, folder, name) : [],
    ),
  )
  const modules = await Promise.all(files.map(async (file) => (await import(file)) as Record<string, Words>))
  const words = Object.assign({}, ...modules.flatMap((one) => Object.values(one))) as Words
  return (key) => {
    const said = words[key]?.[language]
    if (said === undefined) throw new Error(`There is no word ${key}`)
    return said.split('{')[0]!.trim()
  }
}
