import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { codeAt, stepAt } from '../server/session/totp.ts'
import { administrator, ask, complaints, setUp, signIn, startApp, type App } from './app.ts'

let app: App
let page: Page
let problems: string[]
const secret: { bytes: Buffer } = { bytes: Buffer.alloc(0) }
let recovery: string[] = []
before(async () => {
  app = await startApp()
  page = await opened()
  problems = complaints(page)
  await setUp(page)
})
after(() => app.stop())

async function opened(): Promise<Page> {
  const context = await app.context()
  context.setDefaultTimeout(8000)
  return context.newPage()
}
function fromBase32(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
/** The code of this moment, or of the step after it: none is taken twice. */
const code = (off = 0) => codeAt(secret.bytes, stepAt(Date.now()) + off)
/** The first step of signing in; the second waits for a code. */
async function givePassword(on: Page): Promise<void> {
  await on.goto('/signin')
  await on.fill('[name=email]', administrator.email)
  await on.fill('[name=password]', administrator.password)
  await on.getByRole('button', { name: 'Sign in' }).click()
  await on.getByRole('heading', { name: 'Enter the code' }).waitFor()
}
const signOut = async () => {
  await page.getByRole('button', { name: 'You: Anna Larina' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/signin')
}

test('the sign-in by code is set up with an app, and asked for from then on', async () => {
  await page.getByRole('button', { name: 'You: Anna Larina' }).click()
  await page.getByRole('menuitem', { name: 'Sign-in and sessions' }).click()
  await page.waitForURL('**/settings/security')
  const opener = page.getByRole('button', { name: 'Set up' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'Sign-in by code' })
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.ok(await opener.evaluate((element) => element === document.activeElement), 'the focus goes back')
  await page.keyboard.press('Enter')
  secret.bytes = fromBase32(await dialog.getByLabel('Or type this key into it').inputValue())
  assert.equal(secret.bytes.length, 20)
  await dialog.getByLabel('Code that the app shows now').fill('000000')
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').getByText('The code is wrong').waitFor()
  await dialog.getByLabel('Code that the app shows now').fill(code(-1))
  await page.keyboard.press('Enter')
  const list = dialog.getByRole('list', { name: 'Recovery codes' })
  await list.waitFor()
  recovery = await list.getByRole('listitem').allTextContents()
  assert.equal(recovery.length, 10)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ])
  assert.equal(file.suggestedFilename(), 'sdelka recovery codes.txt')
  await dialog.getByRole('button', { name: 'I have saved them' }).click()
  await page.getByText('10 recovery codes left').waitFor()

  await signOut()
  await givePassword(page)
  assert.equal((await page.request.post('/api/session.get', { headers: { origin: app.url } })).status(), 401)
  await page.getByLabel('Code', { exact: true }).fill('123')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('The code is wrong').waitFor()
  await page.getByLabel('Code', { exact: true }).fill(code())
  await page.keyboard.press('Enter')
  await page.waitForURL('**/deals')
})

test('a recovery code lets in once; the other browser is signed out from here', async () => {
  const other = await opened()
  for (const [typed, lets] of [
    [recovery[0]!, true],
    [recovery[0]!, false],
    [recovery[1]!.toUpperCase(), true],
  ] as const) {
    await givePassword(other)
    await other.getByRole('button', { name: 'Use a recovery code' }).click()
    await other.getByLabel('Recovery code').fill(typed)
    await other.keyboard.press('Enter')
    if (lets) await other.waitForURL('**/deals')
    else await other.getByRole('alert').waitFor()
  }
  await page.goto('/settings/security')
  await page.getByText('8 recovery codes left').waitFor()
  await page.getByText('this browser').waitFor()
  const ends = page.getByRole('button', { name: /^Sign out: / })
  assert.equal(await ends.count(), 1)
  await ends.click()
  await page.getByText('Signed out: Chrome on').waitFor()
  await ends.waitFor({ state: 'detached' })
  await other.getByRole('link', { name: 'Clients' }).click()
  await other.getByRole('dialog', { name: 'Sign in again' }).waitFor()
  await other.context().close()
})

test('somebody who forgot his password asks at the sign-in; an administrator gives him a link', async () => {
  const { id } = await ask<{ id: number }>(page, 'users.create', { name: 'Boris Orlov', email: 'boris@example.com' })
  await ask(page, 'users.setPassword', { id, password: 'forgotten by now' })
  const guest = await opened()
  await guest.goto('/signin')
  await guest.getByRole('link', { name: 'Forgot your password?' }).click()
  await guest.getByRole('heading', { name: 'A new password' }).waitFor()
  await guest.getByLabel('Email').fill('boris@example.com')
  await guest.getByRole('button', { name: 'Ask for a link' }).click()
  await guest.getByRole('heading', { name: 'Ask your administrator' }).waitFor()

  await page.goto('/settings/people')
  await page.getByText('wants a new password').waitFor()
  await page.getByRole('button', { name: 'Boris Orlov', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'Boris Orlov' })
  await panel.getByText('Asked for a new password').waitFor()
  await panel.getByRole('button', { name: 'Reset link' }).click()
  const link = await panel.getByRole('textbox', { name: 'Link for Boris Orlov' }).inputValue()
  await guest.goto(link)
  await guest.getByLabel('New password').fill('12345678')
  await guest.getByRole('button', { name: 'Save the password' }).click()
  await guest.getByText('among the most common').waitFor()
  await guest.getByLabel('New password').fill('one to remember')
  await guest.keyboard.press('Enter')
  await guest.getByText('The new password is set').waitFor()
  await signIn(guest, 'boris@example.com', 'one to remember')
  await guest.goto(link)
  await guest.getByRole('alert').getByText('used already').waitFor()
  await guest.goto('/settings/audit')
  await guest
    .getByText('There is no such page')
    .or(guest.getByRole('link', { name: 'To the board' }))
    .first()
    .waitFor()
  await guest.context().close()
})

test('once everybody needs a code, who has none sets it up before anything else', async () => {
  await page.goto('/settings/company')
  await page.getByRole('checkbox', { name: /^Two-factor for everybody/ }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The settings are saved').waitFor()
  const guest = await opened()
  await guest.goto('/signin')
  await guest.fill('[name=email]', 'boris@example.com')
  await guest.fill('[name=password]', 'one to remember')
  await guest.keyboard.press('Enter')
  await guest.getByRole('heading', { name: 'One more step' }).waitFor()
  await guest.goto('/contacts')
  await guest.waitForURL('**/two-factor?**')
  const own = fromBase32(await guest.getByLabel('Or type this key into it').inputValue())
  await guest.getByLabel('Code that the app shows now').fill(codeAt(own, stepAt(Date.now())))
  await guest.keyboard.press('Enter')
  await guest.getByRole('button', { name: 'I have saved them' }).click()
  await guest.waitForURL('**/contacts')
  await guest.context().close()
})

test('the audit log tells all of it in sentences, and is narrowed by person, event, day and word', async () => {
  await page.goto('/settings/audit')
  const table = page.getByRole('table')
  for (const text of [
    'Made the sign-in by code a must for everybody',
    'Chose a new password by a link',
    'Made a reset link for Boris Orlov',
    'Asked for a new password for Boris Orlov',
    'Signed in with a recovery code: Chrome on',
    'Sign-in as Anna Larina refused: right password, wrong code',
    'Turned on the sign-in by code',
  ])
    await table.getByText(text).first().waitFor()
  await page.getByRole('combobox', { name: 'What happened' }).selectOption({ label: 'Recovery codes used' })
  await page.waitForURL('**kind=recoveryCodeUsed**')
  await table.getByText('Turned on').first().waitFor({ state: 'detached' })
  assert.equal(await page.locator('[data-audit]').count(), 2)
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Boris Orlov' })
  await page.getByRole('searchbox').fill('boris link')
  await page.getByText('Nothing suits').waitFor()
  await page.getByRole('searchbox').fill('BORIS')
  await table.getByText('Chose a new password by a link').waitFor()
  await page.getByLabel('To', { exact: true }).fill('1/2/2020')
  await page.keyboard.press('Enter')
  await page.waitForURL('**to=2020-01-02**')
  await page.getByText('Nothing suits').waitFor()
  assert.deepEqual(problems, [])
})
