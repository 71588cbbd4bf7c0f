import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { languages, type Language } from '../../model/users.ts'
import { administrator, ask, startApp, type App } from '../app.ts'
import { fill, type Filled } from '../fill.ts'
import { buildMarked, strayWords, type Marked } from '../marked.ts'
import { firstRun, inside, outside, placesOn, visit, wordsIn, type Place } from '../pages.ts'

/** Names that are the same everywhere, and what the standard names of currencies have of the other alphabet. */
const known = [
  'Sdelka',
  ...['Chrome', 'Linux', 'macOS', 'Windows'],
  'UTC',
  ...['Ctrl', 'Shift', 'Alt', 'Enter', 'Esc', 'F2'],
  ...Intl.supportedValuesOf('timeZone').flatMap((zone) => [zone, zone.replaceAll('_', ' ')]),
  ...Intl.supportedValuesOf('currency').flatMap((code) => [
    code,
    ...(new Intl.DisplayNames('ru', { type: 'currency' }).of(code)?.match(/[a-z]{2,}/gi) ?? []),
  ]),
]
/** The audit log keeps what the roles were called when the set-up made them: names, in the language of the set-up. */
const kept = ['Administrator', 'Head of department', 'Seller']
/** Words that stand bare and in the wrong language: they must be found, or nothing is proved. */
const planted = {
  'nav.products': ['Products', 'Товары'],
  'signin.password': ['Password', 'Пароль'],
  'invitation.signin': ['To the sign-in', 'Ко входу'],
  'reset.submit': ['Save the password', 'Сохранить пароль'],
  'reset.again': ['Ask for a new link', 'Запросить новую ссылку'],
} as const
type Planted = keyof typeof planted

let app: App
let marked: Marked
let ids: Filled
before(async () => {
  app = await startApp()
  marked = await buildMarked(Object.keys(planted))
})
after(async () => {
  marked.remove()
  await app.stop()
})

/** On every page one of the `expected` is found, and nothing else. */
async function walk(page: Page, places: Place[], language: Language, expected: Planted[]): Promise<void> {
  const isExpected = (stray: string) =>
    expected.some((key) => stray.replace(/ ·$/, '').endsWith(`: ${planted[key][language === 'ru' ? 0 : 1]}`))
  const say = await wordsIn(language)
  const found: Record<string, string[]> = {}
  for (const place of places) {
    await visit(page, place, ids, say)
    const list = await strayWords(page, language, place.name === 'audit' ? [...known, ...kept] : known)
    assert.ok(list.some(isExpected), `none of ${expected.join()} was found at ${place.name}`)
    const others = list.filter((one) => !isExpected(one))
    if (others.length) found[place.name] = others
  }
  assert.deepEqual(found, {})
}

const opened = async (language: Language) => {
  const context = await app.context(language)
  await marked.wear(context)
  return context.newPage()
}

for (const language of languages) {
  test(`the first run speaks only ${language}`, async () => {
    const page = await opened(language)
    await walk(page, firstRun, language, ['signin.password'])
    await page.context().close()
  })
}

test('records are filled with what is no word of either language', async () => {
  const page = await opened('en')
  await page.goto('/setup')
  const { email, password } = administrator
  const setup = { name: 'Άννα Λ', company: 'Ωμέγα', email, password, currency: 'USD', language: 'en' }
  await ask(page, 'setup.run', { ...setup, timeZone: 'Europe/Moscow' })
  ids = await fill(page, (_record, _field, n) => `Ωμέγα ${String(n)}`, 6)
  await page.context().close()
})

for (const language of languages) {
  test(`the way in and every page speak only ${language}`, async () => {
    const page = await opened(language)
    await walk(page, outside, language, ['signin.password', 'invitation.signin', 'reset.submit', 'reset.again'])
    const { email, password } = administrator
    await ask(page, 'session.signIn', { email, password })
    await ask(page, 'session.changePreferences', { language })
    await walk(page, placesOn('wide', inside), language, ['nav.products'])
    await page.context().close()
  })
}
