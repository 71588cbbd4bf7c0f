import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
before(async () => {
  app = await startApp()
  page = await (await app.context('ru')).newPage()
  problems = complaints(page)
  await setUp(page)
  for (const [title, amount] of [
    ['Котёл', '1200.50'],
    ['=1+1', '-70'],
  ])
    await ask(page, 'deals.create', { title, amount })
})
after(() => app.stop())

async function save(format: string) {
  await page.getByRole('button', { name: 'Экспорт' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

test('what a list shows is saved as a file that a spreadsheet opens', async () => {
  const filter = encodeURIComponent(JSON.stringify({ field: 'amount', op: 'filled' }))
  await page.goto(`/deals/list?filter=${filter}&sort=${encodeURIComponent('["title"]')}`)
  const csv = await save('CSV')
  assert.match(csv.name, /^Сделки \d{4}-\d\d-\d\d\.csv$/)
  const lines = csv.bytes.toString().split('\r\n')
  assert.match(lines[0]!, /^\ufeffНазвание;Стадия;Сумма;Валюта;/)
  assert.match(lines[1]!, /^'=1\+1;[^;]+;-70,00;/)
  assert.match(lines[2]!, /^Котёл;[^;]+;1200,50;/)
  await page.getByText(`Сохранено: ${csv.name}`).waitFor()
  const xlsx = await save('Excel')
  assert.match(xlsx.name, /\.xlsx$/)
  assert.equal(xlsx.bytes.toString('latin1', 0, 4), 'PK\x03\x04')
  const { bytes } = await save('JSON')
  const items = JSON.parse(bytes.toString()) as { title: string }[]
  assert.deepEqual(
    items.map(({ title }) => title),
    ['=1+1', 'Котёл'],
  )
  assert.deepEqual(problems, [])
})

test('who may neither export nor import is offered neither; an import that is not there is told', async () => {
  const guest = await page.context().newPage()
  // No role that comes ready lacks these rights.
  await guest.route('**/api/session.get', async (route) => {
    const response = await route.fetch()
    const told = (await response.json()) as { may: object }
    await route.fulfill({ response, json: { ...told, may: { ...told.may, import: [], export: [] } } })
  })
  await guest.goto('/deals/list')
  await guest.getByRole('button', { name: 'Колонки' }).waitFor()
  assert.equal(await guest.getByRole('button', { name: 'Экспорт' }).count(), 0)
  await guest.keyboard.press('Control+k')
  await guest.getByRole('dialog').getByRole('option').first().waitFor()
  assert.equal(await guest.getByRole('option', { name: 'Импорт файла' }).count(), 0)
  await page.goto('/import?id=999')
  await page.getByText('Такой страницы нет').waitFor()
})
