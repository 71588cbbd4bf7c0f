import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { deflateSync, crc32 } from 'node:zlib'
import type { Page } from 'playwright-core'
import { readyRoles } from '../model/roles.ts'
import { administrator, ask, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let page: Page
let deal: number
before(async () => {
  app = await startApp()
  page = await (await app.context()).newPage()
  await setUp(page)
  deal = (await ask<{ id: number }>(page, 'deals.create', { title: 'Pumps' })).id
})
after(() => app.stop())

const file = (name: string) => page.locator('[data-file]').filter({ hasText: name })
/** Drops files on the open card, as from a folder beside the browser. */
const drop = (files: [name: string, type: string, content: Buffer][]) =>
  page.evaluate(
    (given) => {
      const carried = new DataTransfer()
      for (const [name, type, bytes] of given) carried.items.add(new File([new Uint8Array(bytes)], name, { type }))
      const on = document.querySelector('[role=dialog] [role=tablist]')!
      for (const kind of ['dragover', 'drop'])
        on.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }))
    },
    files.map(([name, type, content]) => [name, type, [...content]] as const),
  )

function png(width: number, height: number): Buffer {
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0])
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const rows = deflateSync(Buffer.alloc((width + 1) * height, 90))
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}
const picture = png(60, 40)

test('files are dropped on a card, looked at, saved, renamed, removed and put back', async () => {
  await page.goto(`/deals?deal=${String(deal)}`)
  await page.getByRole('tab', { name: 'Overview' }).waitFor()
  await drop([
    ['Plan.png', 'image/png', picture],
    ['Offer.pdf', 'application/pdf', Buffer.from('%PDF-1.4\n%%EOF')],
    ['Empty.txt', 'text/plain', Buffer.alloc(0)],
  ])
  await page.getByRole('tab', { name: 'Files', selected: true }).waitFor()
  await file('Plan.png').waitFor()
  await file('Offer.pdf').waitFor()
  const refused = page.locator('[data-upload=failed]')
  await refused.getByRole('alert').getByText('The file is empty').waitFor()
  await refused.getByRole('button', { name: 'Don’t add Empty.txt' }).click()

  await page.getByRole('button', { name: 'Look at Plan.png' }).click()
  const window = page.getByRole('dialog', { name: 'File Plan.png' })
  await window.getByRole('img', { name: 'Plan.png' }).waitFor()
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('[role=dialog] img[alt="Plan.png"]')?.naturalWidth === 60,
  )
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Look at Offer.pdf' }).click()
  const viewer = page.getByRole('dialog', { name: 'File Offer.pdf' })
  if (await page.evaluate(() => navigator.pdfViewerEnabled)) await viewer.locator('iframe').waitFor()
  else await viewer.getByRole('link', { name: 'Open in a new tab' }).waitFor()
  await page.keyboard.press('Escape')

  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download Plan.png' }).click()
  const saved = await saving
  assert.equal(saved.suggestedFilename(), 'Plan.png')
  assert.deepEqual(readFileSync(await saved.path()), picture)

  await page.getByRole('button', { name: 'More on Offer.pdf' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.keyboard.type('Offer № 5')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Look at Offer № 5.pdf' }).waitFor()
  await page.getByRole('button', { name: 'More on Offer № 5.pdf' }).click()
  await page.getByRole('menuitem', { name: 'Put into the bin' }).click()
  await file('Offer № 5.pdf').waitFor({ state: 'detached' })
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await file('Offer № 5.pdf').waitFor()
  await page.getByRole('tab', { name: 'History' }).click()
  await page
    .locator('[data-event="deals.filesChanged"]')
    .filter({ hasText: /added the file\s*Plan\.png/ })
    .waitFor()
})

test('a picture is pasted; what is SVG or a page is kept and never runs', async () => {
  await page.goto(`/deals?deal=${String(deal)}&tab=files`)
  await file('Plan.png').waitFor()
  await page.evaluate(
    (bytes) => {
      const carried = new DataTransfer()
      carried.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }))
      document.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: carried }))
    },
    [...png(30, 30)],
  )
  await file('Picture 20').waitFor()
  const script = 'try { top.ran = true } catch {} ; document.title = "ran"'
  await drop([
    [
      'Logo.svg',
      'image/svg+xml',
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>`),
    ],
    ['Page.html', 'text/html', Buffer.from(`<!doctype html><script>${script}</script>`)],
  ])
  for (const name of ['Logo.svg', 'Page.html']) {
    await page.getByRole('button', { name: `Look at ${name}` }).click()
    const window = page.getByRole('dialog', { name: `File ${name}` })
    // As text: what is written in it can be read.
    await window.locator('pre').getByText('top.ran').waitFor()
    await page.keyboard.press('Escape')
  }
  const { items } = await ask<{ items: { id: number; name: string }[] }>(page, 'files.list', {
    record: 'deals',
    id: deal,
  })
  const svg = items.find(({ name }) => name === 'Logo.svg')!.id
  const another = await page.context().newPage()
  for (const show of ['', '&show=1']) {
    const saving = another.waitForEvent('download')
    // Going there saves it, and stays where one was.
    await another.goto(`/api/files.content?id=${String(svg)}${show}`).catch(() => undefined)
    assert.equal((await saving).suggestedFilename(), 'Logo.svg')
  }
  assert.equal(await another.title(), '')
  assert.equal(await page.evaluate(() => 'ran' in window), false)
  await another.close()
})

test('a colleague without the right gets nothing by the address', async () => {
  const id = (
    await ask<{ id: number }>(page, 'users.create', {
      name: 'Sam',
      email: 'sam@example.com',
      roleIds: [readyRoles.seller],
    })
  ).id
  await ask(page, 'users.setPassword', { id, password: administrator.password })
  await ask(page, 'deals.change', { id: deal, fields: { opened: false } })
  const { items } = await ask<{ items: { id: number }[] }>(page, 'files.list', { record: 'deals', id: deal })
  const address = `/api/files.content?id=${String(items[0]!.id)}`
  const colleague = await (await app.context()).newPage()
  await signIn(colleague, 'sam@example.com')
  assert.equal(await colleague.evaluate(async (url) => (await fetch(url)).status, address), 404)
  await colleague.goto(`/deals?deal=${String(deal)}&tab=files`)
  await colleague.getByText('There is no such deal').waitFor()
  assert.equal(await colleague.locator('[data-file]').count(), 0)
  const nobody = await (await app.context()).newPage()
  await nobody.goto('/signin')
  assert.equal(await nobody.evaluate(async (url) => (await fetch(url)).status, address), 401)
})
