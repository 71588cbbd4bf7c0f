// npm run screens [-- --out DIR --only board,ru-dark --data empty|demo|M --readme]: pictures of every page.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { prepareData, withPostgres } from '../bench/data.ts'
import { giveEntrance, type Person } from '../bench/entrance.ts'
import { administrator, ask, signIn, startApp, type App } from '../e2e/app.ts'
import { fillWithDemo, findFilled, inviteSomebody, resetOwn, type Filled } from '../e2e/fill.ts'
import { firstRun, inside, outside, placesOn, visit, wordsIn, type Place } from '../e2e/pages.ts'
import { languages, type Language } from '../model/users.ts'

const usage = `npm run screens -- [--out DIR] [--only board,list-ru,dark-390] [--data empty|demo|M]
  --only     those whose names have one of the parts: names are <page>-<language>-<theme>-<width>
  --readme   takes the few small pictures of README into docs/screens`

const { values: flags } = parseArgs({
  options: {
    out: { type: 'string', default: 'screens' },
    only: { type: 'string', default: '' },
    data: { type: 'string', default: 'demo' },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const themes = ['light', 'dark'] as const
const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
const ofReadme = ['board-en-light-1280', 'card-en-light-1280', 'board-en-light-390']
const folder = flags.readme
  ? join(import.meta.dirname, '../docs/screens')
  : resolve(process.env['INIT_CWD'] ?? '.', flags.out)
const nothing: Filled = { deal: 0, contact: 0, company: 0, product: 0 }
let made = 0

if (flags.help || !['empty', 'demo', 'M'].includes(flags.data)) console.log(usage)
else {
  mkdirSync(folder, { recursive: true })
  await (flags.data === 'M' ? takeLarge() : takeNew())
  console.log(`${String(made)} pictures in ${folder}`)
}

/** Of a new installation for each language, for what it comes with and what fills it is in that language. */
async function takeNew(): Promise<void> {
  for (const language of languages) {
    if (!namesOf([...firstRun, ...outside, ...inside], language).some(isWanted)) continue
    const app = await startApp()
    try {
      await take(app, firstRun, language, {})
      const context = await app.context(language)
      const page = await context.newPage()
      await page.goto('/setup')
      await ask(page, 'setup.run', {
        ...administrator,
        ...(language === 'ru' ? { name: 'Анна Ларина', company: 'Северный ветер' } : { company: 'North Wind' }),
        currency: language === 'ru' ? 'RUB' : 'USD',
        language,
        timeZone: 'Europe/Moscow',
      })
      if (flags.data === 'demo') await fillWithDemo(page)
      // Whoever begins has invited nobody.
      const invited = flags.data === 'demo' && {
        invitation: await inviteSomebody(page, language === 'ru' ? 'Нина Белова' : 'Nina Bell'),
        reset: await resetOwn(page),
      }
      await context.close()
      const open = outside.filter(({ name }) => invited || (name !== 'invitation' && name !== 'reset'))
      await take(app, open, language, {}, { ...nothing, ...invited })
      await takeInside(app, language, administrator)
    } finally {
      await app.stop()
    }
  }
}

/** Of a hundred thousand deals. */
async function takeLarge(): Promise<void> {
  const data = await prepareData('M', false, (text) => console.error(`· ${text}`))
  const person = await withPostgres(data.dataDir, () => giveEntrance(data.connectionString))
  const app = await startApp({ dataDir: data.dataDir })
  try {
    for (const language of languages) await takeInside(app, language, person)
  } finally {
    await app.stop()
  }
}

async function takeInside(app: App, language: Language, { email, password }: Person): Promise<void> {
  const context = await app.context(language)
  const page = await context.newPage()
  await signIn(page, email, password)
  await ask(page, 'session.changePreferences', { language })
  const storageState = await context.storageState()
  const empty = flags.data === 'empty'
  const ids = empty ? undefined : await findFilled(page)
  await context.close()
  // Where there is nothing yet, there is nothing to open.
  const places = empty
    ? inside.filter(({ name, open }) => !open && !name.startsWith('card')).map((place) => ({ ...place, ready: 'main' }))
    : inside
  await take(app, places, language, { storageState }, ids)
}

async function take(
  app: App,
  places: Place[],
  language: Language,
  options: BrowserContextOptions,
  ids: Filled = nothing,
): Promise<void> {
  const say = await wordsIn(language)
  for (const viewport of sizes) {
    const phone = viewport.width < 600
    const shown = placesOn(phone ? 'phone' : 'wide', places).filter((place) =>
      namesOf([place], language, [viewport.width]).some(isWanted),
    )
    if (!shown.length) continue
    const touch = phone ? { isMobile: true, hasTouch: true, deviceScaleFactor: flags.readme ? 1.5 : 1 } : {}
    const context = await app.context(language, { viewport, ...touch, ...options })
    const page = await context.newPage()
    for (const place of shown) {
      // A page that does not come is seen as it is.
      await visit(page, place, ids, say).catch((error: unknown) => {
        console.error(`· ${place.name} in ${language}, ${String(viewport.width)} px: ${String(error)}`)
      })
      for (const theme of themes) {
        const name = nameOf(place, language, theme, viewport.width)
        if (!isWanted(name)) continue
        await page.evaluate((worn) => {
          document.documentElement.dataset['theme'] = worn
          document.documentElement.style.colorScheme = worn
        }, theme)
        if (flags.readme) keep(`${name}.webp`, await small(page))
        else keep(`${name}.png`, await whole(page))
      }
    }
    await context.close()
  }
}

function nameOf(place: Place, language: Language, theme: string, width: number): string {
  return `${place.name}-${language}-${theme}-${String(width)}`
}
function namesOf(places: Place[], language: Language, widths = sizes.map(({ width }) => width)): string[] {
  return places.flatMap((place) =>
    widths.flatMap((width) => themes.map((theme) => nameOf(place, language, theme, width))),
  )
}
function isWanted(name: string): boolean {
  return flags.readme ? ofReadme.includes(name) : flags.only.split(',').some((part) => name.includes(part))
}

function keep(name: string, picture: Buffer): void {
  writeFileSync(join(folder, name), picture)
  made++
  console.log(`${name} ${String(Math.ceil(picture.length / 1024))} kB`)
}

/** Without a blinking caret and what is half moved. */
function whole(page: Page): Promise<Buffer> {
  return page.screenshot({ animations: 'disabled' })
}

/** As good as 150 kB allow. */
async function small(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  try {
    for (let quality = 90; ; quality -= 10) {
      const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality })
      const picture = Buffer.from(data, 'base64')
      if (picture.length < 150_000 || quality <= 30) return picture
    }
  } finally {
    await session.detach()
  }
}
