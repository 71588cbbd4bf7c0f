import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { administrator, ask, startApp, type App } from '../app.ts'
import { fill, type Filled } from '../fill.ts'
import { inside, placesOn, visit, wordsIn, type Place } from '../pages.ts'

/** What sets the alarm off, if anything of it is taken for more than text. */
const act = 'window.alarm=1'
const payloads = [
  `<script>${act}</script>`,
  `</title><script>${act}</script>`,
  `</textarea><script>${act}</script>`,
  `</style><script>${act}</script>`,
  `--><script>${act}</script>`,
  `]]><script>${act}</script>`,
  `"><script>${act}</script>`,
  `'><script>${act}</script>`,
  `<SCRIPT SRC=//alarm.example/x.js></SCRIPT>`,
  `<script type=module>${act}</script>`,
  `<scr<script>ipt>${act}</scr</script>ipt>`,
  `<img src=x onerror=${act}>`,
  `"><img src=x onerror=${act}>`,
  `<img src=//alarm.example/pixel.png>`,
  `<img src="x:x" onerror="${act}">`,
  `<image xlink:href=x onerror=${act}>`,
  `<svg onload=${act}>`,
  `<svg><script>${act}</script></svg>`,
  `<svg><animate onbegin=${act} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${act}"><text y=20>x</text></a></svg>`,
  `<math><mtext><script>${act}</script></mtext></math>`,
  `<body onload=${act}>`,
  `<iframe src="javascript:${act}"></iframe>`,
  `<iframe srcdoc="<script>parent.alarm=1</script>"></iframe>`,
  `<object data="javascript:${act}"></object>`,
  `<embed src="javascript:${act}">`,
  `<link rel=stylesheet href=//alarm.example/x.css>`,
  `<style>@import '//alarm.example/x.css'</style>`,
  `<style>*{background:url(//alarm.example/x)}</style>`,
  `<base href=//alarm.example/>`,
  `<meta http-equiv=refresh content="0;url=//alarm.example/">`,
  `<form action=//alarm.example/><input autofocus onfocus=${act}></form>`,
  `<input autofocus onfocus=${act}>`,
  `" autofocus onfocus=${act} x="`,
  `' onmouseover=${act} x='`,
  `<details open ontoggle=${act}>`,
  `<video><source onerror=${act}></video>`,
  `<audio src=x onerror=${act}>`,
  `<marquee onstart=${act}>`,
  `<a href="javascript:${act}">x</a>`,
  `javascript:${act}`,
  `JaVaScRiPt:${act}`,
  ` javascript:${act}`,
  `data:text/html,<script>${act}</script>`,
  `vbscript:${act}`,
  `//alarm.example/`,
  `{{constructor.constructor('${act}')()}}`,
  '${window.alarm=1}',
  `<%= ${act} %>`,
  `{count|a|b} {name} {0}`,
  `%s %d %n %x`,
  `&lt;script&gt;${act}&lt;/script&gt;`,
  `&#60;script&#62;${act}&#60;/script&#62;`,
  `\\u003cscript\\u003e${act}\\u003c/script\\u003e`,
  `'; drop table deals; --`,
  `__proto__`,
  `constructor`,
  `‮gpj.exe⁦ abc⁩`,
  `مرحبا بالعالم`,
  `👩‍👩‍👧‍👦🏳️‍🌈 zalgo ż̸͎a̵`,
  `=HYPERLINK("//alarm.example","x")`,
  'ﷺ'.repeat(40),
  'W'.repeat(255),
  `${'a'.repeat(120)} ${'b'.repeat(120)}`,
]

let app: App
let page: Page
let ids: Filled
/** what was asked of other hosts, and what windows were opened */
const strayed: string[] = []

const watch = (context: BrowserContext) => {
  context.on('request', (request) => {
    const url = request.url()
    if (/^https?:/.test(url) && !url.startsWith(`${app.url}/`)) strayed.push(url)
  })
  context.on('dialog', (dialog) => void strayed.push(`dialog: ${dialog.message()}`))
}
before(async () => {
  app = await startApp()
  const context = await app.context()
  watch(context)
  page = await context.newPage()
  await page.goto('/setup')
  const { email, password } = administrator
  const setup = { name: payloads[6]!, company: payloads[0]!, email, password, currency: 'USD', language: 'en' }
  await ask(page, 'setup.run', { ...setup, timeZone: 'Europe/Moscow' })
  let turn = 0
  // The number stands first: names that have to be unique are, however much of the rest is cut off.
  ids = await fill(
    page,
    (_record, _field, n) => `${String(n)} ${payloads[turn++ % payloads.length]!}`,
    payloads.length,
    8,
  )
})
after(() => app.stop())

interface Sight {
  alarm: boolean
  /** elements that only a payload could have made */
  made: string[]
  wider: number
}
const look = (on: Page): Promise<Sight> =>
  on.evaluate(() => ({
    alarm: 'alarm' in window,
    made: [
      ...document.querySelectorAll(
        'script, iframe, object, embed, marquee, base, body form[action], a[href^="javascript" i], [onerror], [onload], [onfocus]',
      ),
    ]
      .filter(
        (one) =>
          !(
            one instanceof HTMLScriptElement &&
            new URL(one.src || location.href).origin === location.origin &&
            (one.nonce || one.src)
          ),
      )
      .map((one) => one.outerHTML.slice(0, 120)),
    wider: document.documentElement.scrollWidth - window.innerWidth,
  }))

async function walk(places: Place[], on: Page): Promise<void> {
  const say = await wordsIn('en')
  const found: Record<string, unknown> = {}
  for (const place of places) {
    await visit(on, place, ids, say)
    const sight = await look(on)
    if (sight.alarm || sight.made.length || sight.wider > 0) found[place.name] = sight
  }
  assert.deepEqual(found, {})
  assert.deepEqual(strayed, [])
  assert.deepEqual(app.complaints, [])
}

test('an alarm that goes off is heard', async () => {
  const other = await app.browser.newPage()
  await other.setContent(`<p>${payloads[11]!}</p><a href="javascript:1">x</a><div style="width:9000px">x</div>`)
  await other.waitForFunction(() => 'alarm' in window)
  const { made, wider } = await look(other)
  assert.ok(made.length === 2 && wider > 0, JSON.stringify(made))
  await other.close()
})

test('hostile text in every field is text on every page', async () => {
  await walk(placesOn('wide', inside), page)
})

test('every one of them is seen as it was typed', async () => {
  const tall = await page.context().newPage()
  await tall.setViewportSize({ width: 1600, height: 4000 })
  const input = { limit: 200, fields: ['title'] }
  const { items } = await ask<{ items: { id: number; title: string }[] }>(page, 'deals.list', input)
  assert.ok(items.length >= payloads.length)
  await tall.goto('/deals/list')
  await tall.locator(`[data-row="${String(items[0]!.id)}"]`).waitFor()
  const plain = (text: string) => text.replace(/\s+/gu, ' ').trim()
  const shown = await tall
    .locator('[data-row]')
    .evaluateAll((rows: HTMLElement[]) => rows.map((row) => [Number(row.dataset['row']), row.innerText] as const))
  const texts = new Map(shown)
  const missing = items.filter(({ id, title }) => !plain(texts.get(id) ?? '').includes(plain(title)))
  assert.deepEqual(missing, [])
  await tall.close()
})

test('a word of five thousand letters stays in its place', async () => {
  const comment = `${'W'.repeat(5000)} ${payloads[0]!}`
  await ask(page, 'deals.change', { id: ids.deal, fields: { comment } })
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto(`/deals/${String(ids.deal)}`)
    await page.locator('[data-field=comment]').getByText('WWWW').first().waitFor()
    assert.equal(await page.locator('[data-field=comment] dd').innerText(), comment)
    const { alarm, made, wider } = await look(page)
    assert.deepEqual({ alarm, made, wider, width }, { alarm: false, made: [], wider: 0, width })
  }
})

test('and on a phone', async () => {
  const phone = await app.context('en', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await page.context().storageState(),
  })
  watch(phone)
  await walk(placesOn('phone', inside), await phone.newPage())
  await phone.close()
})
