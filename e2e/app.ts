import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Language } from '../model/users.ts'
import { removeDataDir, testFolder } from '../server/test/postgres.ts'
import { listen, openBrowser } from './browser.ts'

const root = join(import.meta.dirname, '..')

/** The product as it is started by a person, and a browser in front of it. */
export interface App {
  url: string
  browser: Browser
  /** a browser of its own, with its own cookies */
  context(language?: Language, options?: BrowserContextOptions): Promise<BrowserContext>
  /** what the pages have complained of so far; whoever takes it has dealt with it */
  complaints: string[]
  /** fails if pages have complained of anything: a journey on which the browser refused something is not fine */
  stop(): Promise<void>
}

/**
 * Starts the product, on a new data folder unless one is given, which then stays; with `smtp` it sends letters. Where tests
 * have a PostgreSQL in common it takes a database there, for a third of the time, unless it is to stand `alone`.
 */
export async function startApp(given?: { dataDir?: string; smtp?: string; alone?: boolean }): Promise<App> {
  const dataDir = given?.dataDir ?? join(testFolder(), 'data')
  const shared = process.env['TEST_DATABASE_URL'] && !given?.dataDir && !given?.alone
  const database = shared ? await (await import('../server/test/database.ts')).testDatabase() : undefined
  const port = await freePort()
  const server = spawn(process.execPath, [join(root, 'server/main.ts')], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: database?.connectionString ?? '',
      ...(given?.smtp
        ? { BASE_URL: `http://127.0.0.1:${String(port)}`, SMTP_URL: given.smtp, MAIL_FROM: 'crm@example.com' }
        : { BASE_URL: '' }),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await Promise.race([
    once(server.stdout, 'data'),
    once(server, 'exit').then(() => Promise.reject(new Error('The server did not start'))),
  ])
  const browser = await openBrowser()
  const url = `http://127.0.0.1:${String(port)}`
  const app: App = {
    url,
    browser,
    async context(language = 'en', options = {}) {
      const context = await browser.newContext({
        locale: language === 'ru' ? 'ru-RU' : 'en-US',
        viewport: { width: 1280, height: 800 },
        timezoneId: 'Europe/Moscow',
        baseURL: url,
        ...options,
      })
      await listen(context, app.complaints)
      return context
    },
    complaints: [],
    async stop() {
      await browser.close()
      await end(server)
      await database?.drop()
      if (!given?.dataDir) await removeDataDir(dataDir)
      assert.deepEqual(app.complaints, [], 'pages complained')
    },
  }
  return app
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  server.kill('SIGINT')
  await once(server, 'exit')
}

export const administrator = { name: 'Anna Larina', email: 'anna@example.com', password: 'a long password' }

/** Does the first run by clicks: the board of an empty installation is shown afterwards. */
export async function setUp(page: Page, options: { currency?: string } = {}): Promise<void> {
  await page.goto('/')
  await page.waitForURL('**/setup')
  await page.fill('[name=name]', administrator.name)
  await page.fill('[name=email]', administrator.email)
  await page.fill('[name=password]', administrator.password)
  await page.selectOption('[name=currency]', options.currency ?? 'USD')
  await page.click('button[type=submit]')
  await page.waitForURL('**/deals')
}

export async function signIn(
  page: Page,
  email = administrator.email,
  password = administrator.password,
): Promise<void> {
  await page.goto('/signin')
  await page.fill('[name=email]', email)
  await page.fill('[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/deals')
}

/** Calls a method of the API as the person who is signed in on the page. */
export async function ask<T = unknown>(page: Page, method: string, input: unknown = {}): Promise<T> {
  // Past the page, which has nothing to do with it: a third of the time.
  const answer = await page.request.post(`/api/${method}`, {
    data: JSON.stringify(input),
    headers: { 'content-type': 'application/json', origin: new URL(page.url()).origin },
  })
  const body = await answer.text()
  if (!answer.ok()) throw new Error(`${method}: ${body}`)
  return JSON.parse(body) as T
}

/** Whatever a page complains of: errors of scripts, refusals of the content security policy. Empty when all is well. */
export function complaints(page: Page): string[] {
  const list: string[] = []
  page.on('pageerror', (error) => list.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) list.push(message.text())
  })
  return list
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
