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

const make = async (record: string, fields: object) => (await ask<{ id: number }>(page, `${record}.create`, fields)).id
async function eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (const started = performance.now(); ; await page.waitForTimeout(40)) {
    const now = await read().catch(() => undefined)
    if (JSON.stringify(now) === JSON.stringify(expected)) return
    if (performance.now() - started > 6000) assert.deepEqual(now, expected)
  }
}

test('a role in a deal, a position in a company, a related deal and a parent company are set by clicks', async () => {
  const company = await make('companies', { name: 'Pump works' })
  const holding = await make('companies', { name: 'Northern holding' })
  const contact = await make('contacts', { firstName: 'Victor', lastName: 'Lapin', companyIds: [company] })
  const deal = await make('deals', { title: 'Ventilation', companyId: company, contactIds: [contact] })
  const other = await make('deals', { title: 'Service contract' })

  await page.goto(`/deals?deal=${String(deal)}`)
  await page.getByRole('button', { name: 'Role in the deal, Victor Lapin' }).click()
  await page.getByRole('menuitemradio', { name: 'Decides' }).click()
  await page.getByRole('button', { name: 'Role in the deal, Victor Lapin: Decides' }).waitFor()
  await page.getByRole('tab', { name: 'Links' }).click()
  await page.getByRole('button', { name: 'Relate a deal' }).click()
  await page.keyboard.type('Service')
  await page.getByRole('option', { name: 'Service contract' }).click()
  await page
    .locator(`[data-related="${String(other)}"]`)
    .getByRole('link', { name: 'Service contract' })
    .waitFor()
  await eventually(
    async () => (await ask<{ relatedIds: number[] }>(page, 'deals.get', { id: other })).relatedIds,
    [deal],
  )
  await page.getByRole('button', { name: 'No longer related: Service contract' }).click()
  await page.getByText('No related deals.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator(`[data-related="${String(other)}"]`).waitFor()

  await page.goto(`/contacts/${String(contact)}`)
  const latest = page.locator(`[data-deal="${String(deal)}"]`)
  await latest.getByRole('button', { name: 'Role in the deal, Ventilation: Decides' }).click()
  await page.getByRole('menuitemradio', { name: 'Pays' }).click()
  await latest.getByText('Pays').waitFor()
  await page.getByRole('button', { name: 'Position, Pump works' }).click()
  await page.keyboard.type('Chief engineer')
  await page.keyboard.press('Enter')
  await page.getByText('Chief engineer').first().waitFor()

  await page.goto(`/companies/${String(company)}`)
  await page.getByRole('button', { name: 'Position, Victor Lapin: Chief engineer' }).waitFor()
  await page.getByRole('tab', { name: 'Links' }).click()
  await page.locator('[data-field=parentId]').getByRole('button').first().click()
  await page.keyboard.type('Northern')
  await page.getByRole('option', { name: 'Northern holding' }).click()
  await page.locator(`[data-relative="${String(holding)}"]`).waitFor()

  // The other way round it would stand above itself.
  await page.goto(`/companies/${String(holding)}?tab=links`)
  await page.locator(`[data-relative="${String(company)}"]`).waitFor()
  await page.locator('[data-field=parentId]').getByRole('button').first().click()
  await page.keyboard.type('Pump')
  await page.getByRole('option', { name: 'Pump works' }).click()
  await page.getByText('This company would stand above itself').waitFor()
})
