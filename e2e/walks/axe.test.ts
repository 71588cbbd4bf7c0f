import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { setUp, startApp, type App } from '../app.ts'
import { fill, type Filled } from '../fill.ts'
import { inside, outside, placesOn, visit, wordsIn, type Place, type Say } from '../pages.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

let app: App
let page: Page
let say: Say
let ids: Filled
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  say = await wordsIn('en')
  await setUp(page)
  ids = await fill(page, (record, field, n) => `${record} ${field} ${String(n)}`, 8)
})
after(() => app.stop())

/** What the rules of WCAG 2.2, levels A and AA, find on the page as it stands, and in dark what is hard to read. */
async function violations(on: Page): Promise<string[]> {
  // Through the protocol of debugging, so that the policy of the page may stay as strict as it is.
  await on.evaluate(axe)
  return on.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: Axe }
    const found = async (theme: string, options: object) => {
      document.documentElement.dataset['theme'] = theme
      await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))
      // What is wrong is told by its own text; a selector for each element that was looked at costs as much as the looking.
      const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'], selectors: false })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(
          ({ html, failureSummary }) =>
            `${theme}: ${id}: ${html.slice(0, 200)}: ${failureSummary.split('\n')[1]!.trim()}`,
        ),
      )
    }
    const dark = await found('dark', { runOnly: ['color-contrast'] })
    return [...(await found('light', { runOnly: tags })), ...dark]
  }, rules)
}
interface Axe {
  run(
    what: Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>
}

async function walk(places: Place[], on: Page): Promise<void> {
  const found: Record<string, string[]> = {}
  for (const place of places) {
    const list = await visit(on, place, ids, say).then(
      () => violations(on),
      (error: unknown) => [String(error)],
    )
    if (list.length) found[place.name] = list
  }
  assert.deepEqual(found, {})
}

test('what hinders people is found', async () => {
  const other = await page.context().newPage()
  await other.goto('/signin')
  await other.locator('form').waitFor()
  await other.evaluate(() => document.querySelector('form')!.append(document.createElement('button')))
  assert.match((await violations(other)).join(), /button-name/)
  await other.close()
})

test('nothing hinders those who are signed in', async () => {
  await walk(placesOn('wide', inside), page)
})

test('nor on a phone', async () => {
  const phone = await app.context('en', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await page.context().storageState(),
  })
  await walk(placesOn('phone', inside), await phone.newPage())
  await phone.close()
})

test('nor those who are about to sign in', async () => {
  const stranger = await app.context()
  await walk(outside, await stranger.newPage())
  await stranger.close()
})
