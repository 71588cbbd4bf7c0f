import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { ask, complaints, setUp, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
const ids: number[] = []
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  problems = complaints(page)
  await setUp(page)
  for (const title of ['Chillers', 'Boilers', 'Ducts'])
    ids.push((await ask<{ id: number }>(page, 'deals.create', { title, amount: '1850000', stageId: 2 })).id)
})
after(() => app.stop())

interface Deal {
  stageId: number
  probability: number | null
  sourceText: string | null
}
const deal = (id: number) => ask<Deal>(page, 'deals.get', { id })
const form = () => page.getByRole('dialog', { name: 'Fill in to move' })
const column = (stage: number) => page.locator(`[data-column="${String(stage)}"]`)
const shot = async (name: string) => {
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` })
}

test('an administrator says what a stage asks for', async () => {
  await page.goto('/settings/pipelines?pipeline=1&stage=3')
  const panel = page.getByRole('complementary', { name: 'Proposal' })
  await panel.locator('select[name=asked]').selectOption('probability')
  await panel.locator('select[name=asked]').selectOption('sourceText')
  await shot('stage')
  await panel.getByRole('button', { name: 'Save' }).click()
  await page.locator('[data-stage="Proposal"]').getByText('Probability').waitFor()
  // A later stage shows where it comes from.
  await page.goto('/settings/pipelines?pipeline=1&stage=4')
  await page.getByRole('complementary', { name: 'Negotiation' }).getByText('from “Proposal”').first().waitFor()
})

test('a move on the board waits for what is missing: Escape puts the card back, Enter finishes', async () => {
  await page.goto('/deals')
  const card = page.locator(`[data-card="${String(ids[0])}"]`)
  await card.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await form().getByText('2 fields are missing').waitFor()
  // The card lies where it is to come to.
  await column(3)
    .locator(`[data-card="${String(ids[0])}"]`)
    .waitFor()
  await shot('held')
  await page.keyboard.press('Escape')
  await column(2)
    .locator(`[data-card="${String(ids[0])}"]`)
    .waitFor()
  await card.getByText('Fill in first').waitFor()
  assert.equal((await deal(ids[0]!)).stageId, 2)

  await card.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await form().locator('[data-asked=probability] input').fill('70')
  await page.keyboard.press('Enter')
  await form().locator('[data-asked=sourceText] input').fill('An exhibition')
  await page.keyboard.press('Enter')
  await form().waitFor({ state: 'detached' })
  const { stageId, probability, sourceText } = await deal(ids[0]!)
  assert.deepEqual([stageId, probability, sourceText], [3, 70, 'An exhibition'])
})

test('the same from the card, where a wrong value is told in its place', async () => {
  await page.goto(`/deals?deal=${String(ids[1])}`)
  await page.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: 'Contract' }).click()
  await form().locator('[data-asked=probability] input').fill('700')
  await page.keyboard.press('Enter')
  await form().locator('[data-asked=sourceText] input').fill('Called')
  await page.keyboard.press('Enter')
  await form().locator('[data-asked=probability] [role=alert]').waitFor()
  await shot('wrong')
  assert.equal((await deal(ids[1]!)).stageId, 2)
  await form().getByRole('button', { name: 'Probability' }).click()
  await form().locator('[data-asked=probability] input').fill('7')
  await page.keyboard.press('Enter')
  await form().waitFor({ state: 'detached' })
  assert.deepEqual(await deal(ids[1]!).then(({ stageId, probability }) => [stageId, probability]), [5, 7])
})

test('a deal that is added at a stage is asked at once', async () => {
  await page.goto('/deals')
  await column(3).getByRole('button', { name: 'Add' }).first().click()
  await page.locator('[name=title]').fill('Made there')
  await page.keyboard.press('Enter')
  await page.locator('[data-asked=probability] input').fill('10')
  await page.keyboard.press('Enter')
  await page.locator('[data-asked=sourceText] input').fill('Site')
  await shot('quick')
  await page.keyboard.press('Enter')
  await column(3).getByRole('article', { name: 'Made there' }).waitFor()
  assert.deepEqual(
    problems.filter((one) => !one.includes('400')),
    [],
  )
})
