import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { readyRoles } from '../../model/roles.ts'
import { Canaries, type Canary } from '../../server/test/canaries.ts'
import { administrator, ask, setUp, signIn, startApp, type App } from '../app.ts'
import type { Filled } from '../fill.ts'
import { inside, settled } from '../pages.ts'

/** Two sellers with all that is theirs; a partner who sees deals, without amounts, further information and clients. */
let app: App
const canaries = new Canaries()
const worlds: Record<string, Filled> = {}
const people: Record<string, Page> = {}
before(async () => {
  app = await startApp()
  const admin = await (await app.context()).newPage()
  await setUp(admin)
  const make = async (record: string, fields: object) =>
    (await ask<{ id: number }>(admin, `${record}.create`, fields)).id
  const partner = await make('roles', {
    name: 'Partner',
    grants: ['see', 'export'].map((action) => ({ record: 'deals', action, range: 'all' })),
    fieldGrants: ['amount', 'info'].map((field) => ({ record: 'deals', field, right: 'hidden' })),
  })
  for (const name of ['north', 'south', 'partner']) {
    const roleIds = [name === 'partner' ? partner : readyRoles.seller]
    const id = await make('users', { name, email: `${name}@example.com`, roleIds })
    await ask(admin, 'users.setPassword', { id, password: administrator.password })
    people[name] = await (await app.context()).newPage()
    if (name === 'partner') continue
    const of = { ownerId: id, opened: false }
    const company = await make('companies', { ...canaries.fields(name, 'companies'), ...of, revenueCurrency: 'USD' })
    const contact = await make('contacts', { ...canaries.fields(name, 'contacts'), ...of, companyIds: [company] })
    const product = await make('products', { name: `Product of ${name}`, price: '1' })
    const client = { companyId: company, contactIds: [contact] }
    const deal = await make('deals', { ...canaries.fields(name, 'deals'), ...of, ...client })
    const line = { productId: product, name: canaries.text({ world: name, record: 'lines', field: 'name' }) }
    await make('deals', { title: 'With a line', ...of, lines: [{ ...line, price: '5' }] })
    worlds[name] = { deal, contact, company, product }
  }
  for (const [name, page] of Object.entries(people)) await signIn(page, `${name}@example.com`)
})
after(() => app.stop())

/** Opens every page about both worlds; gives what the pages showed, and what the server told them. */
async function walk(page: Page): Promise<Record<'shown' | 'told', Set<string>>> {
  const seen = { shown: new Set<string>(), told: new Set<string>() }
  const answers: Promise<void>[] = []
  page.on('response', (response) => {
    if (!response.url().includes('/api/') || response.url().includes('/api/live')) return
    const keep = (text: string) => canaries.told(text).forEach((name) => seen.told.add(name))
    answers.push(response.text().then(keep, () => undefined))
  })
  const places = inside.filter(({ open }) => !open)
  const paths = new Set(places.flatMap(({ path }) => Object.values(worlds).map((ids) => path(ids))))
  for (const path of [...paths, '/find?q=zq']) {
    await page.goto(path)
    await page.locator('main').waitFor()
    await settled(page)
    for (const name of canaries.told(await page.content())) seen.shown.add(name)
  }
  await Promise.all(answers)
  return seen
}
const policies: Record<string, (canary: Canary) => boolean> = {
  north: ({ world }) => world === 'north',
  partner: ({ record, field }) => record === 'deals' && field !== 'amount' && field !== 'info',
}

for (const [name, may] of Object.entries(policies))
  test(`no page shows ${name} what is not for those eyes, nor is any told it`, async () => {
    const { shown, told } = await walk(people[name]!)
    for (const found of [shown, told])
      assert.deepEqual(
        [...found].filter((one) => !may(canaries.all.get(one)!)),
        [],
      )
    // What is for them is shown: the walk came to where it stands.
    const world = name === 'partner' ? 'south' : name
    for (const field of ['title', 'comment', 'utmcampaign']) assert.ok(shown.has(`zq.${world}.deals.${field}`), field)
    assert.equal(shown.has(`zq.${world}.contacts.jobtitle`), name !== 'partner')
    assert.equal(shown.has(`zq.${world}.deals.amount`), name !== 'partner')
  })
