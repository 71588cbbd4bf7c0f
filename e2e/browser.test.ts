import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openBrowser } from './browser.ts'

test('a real browser opens, runs scripts, draws Cyrillic', async () => {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    const style = 'font:40px sans-serif;display:inline-block'
    await page.goto(`data:text/html;charset=utf-8,<title>x</title><p id=p style="${style}">Сделка`)
    assert.equal(await page.textContent('#p'), 'Сделка')
    const wide = await page.evaluate(() => document.getElementById('p')?.getBoundingClientRect().width ?? 0)
    assert.ok(wide > 80, `the text is ${String(wide)} px wide`)
    const picture = await page.screenshot()
    assert.ok(picture.length > 1000)
  } finally {
    await browser.close()
  }
})

test('it keeps the rules of the web: a foreign site is not read', async () => {
  const server = createServer((_request, response) => response.end('secret')).listen(0, '127.0.0.1')
  const browser = await openBrowser()
  try {
    const { port } = server.address() as AddressInfo
    const page = await browser.newPage()
    const read = (host: string) =>
      page.evaluate(
        (url) =>
          fetch(url).then(
            (answer) => answer.text(),
            () => 'refused',
          ),
        `http://${host}:${String(port)}/`,
      )
    await page.goto(`http://127.0.0.1:${String(port)}/`)
    assert.equal(await read('127.0.0.1'), 'secret')
    assert.equal(await read('localhost'), 'refused')
  } finally {
    await browser.close()
    server.close()
  }
})
