import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestApp, type TestApp } from '../test/app.ts'
import { makes } from '../test/make.ts'

// Over a real connection: what comes in pieces, breaks off, or is sent by another site.

let app: TestApp
let url: string
let deal: number
before(async () => {
  app = await startTestApp({ limit: 20_000_000 })
  url = await app.app.http.listen({ port: 0, host: '127.0.0.1' })
  deal = (await makes(app.administrator).deal()).id
})
after(() => app.stop())

const bearer = () => ({ authorization: `Bearer ${app.administrator.key}` })
const address = (name: string) =>
  `${url}/api/files.upload?name=${encodeURIComponent(name)}&record=deals&recordId=${deal}`
async function upload(name: string, body: BodyInit, headers: Record<string, string> = {}) {
  const answer = await fetch(address(name), { method: 'POST', body, headers: { ...bearer(), ...headers } })
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await answer.json()) as { id: number; name: string; type: string }
}
const content = (id: number, also = '', headers: Record<string, string> = {}) =>
  fetch(`${url}/api/files.content?id=${String(id)}${also}`, { headers: { ...bearer(), ...headers } })
const incoming = () => readdirSync(join(app.folder, 'incoming'))

test('what could run is saved as bytes, whatever it is called or said to be, shown or not', async () => {
  const active: [name: string, type: string, body: string][] = [
    ['x.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['x.html', 'text/html', '<!doctype html><script>alert(1)</script>'],
    [
      'x.xml',
      'application/xml',
      '<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    ],
    ['x.js', 'text/javascript', 'alert(1)'],
    ['photo.png', 'image/png', '<!doctype html><script>alert(1)</script>'],
    ['x.pdf', 'application/pdf', ' %PDF- <script>alert(1)</script>'],
    ['x.jpg', 'image/jpeg', 'RIFF\0\0\0\0AVI '],
  ]
  for (const [name, type, body] of active) {
    const { id } = await upload(name, body, { 'content-type': type })
    for (const also of ['', '&show=1', '&show=true']) {
      const { headers } = await content(id, also)
      assert.equal(headers.get('content-type'), 'application/octet-stream', name)
      assert.match(headers.get('content-disposition')!, /^attachment; /, name)
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.match(headers.get('content-security-policy')!, /default-src 'none';.*sandbox$/)
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
    }
  }
})

test('pictures and PDF are shown, as what they are, and do nothing', async () => {
  const gif = Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([1, 0, 1, 0, 0, 0, 0]),
    Buffer.from('<script>alert(1)</script>'),
  ])
  const picture = await upload('page.html', gif, { 'content-type': 'text/html' })
  const shown = await content(picture.id, '&show=1')
  assert.deepEqual([shown.headers.get('content-type'), picture.type], ['image/gif', 'image/gif'])
  assert.match(shown.headers.get('content-disposition')!, /^inline; filename="page.html"/)
  assert.match(shown.headers.get('content-security-policy')!, /default-src 'none';.*frame-ancestors 'none'; sandbox$/)
  assert.match((await content(picture.id)).headers.get('content-disposition')!, /^attachment; /)
  const pdf = await upload('offer.pdf', '%PDF-1.4\n')
  const viewed = await content(pdf.id, '&show=1')
  assert.equal(viewed.headers.get('content-type'), 'application/pdf')
  const policy = viewed.headers.get('content-security-policy')!
  assert.match(policy, /default-src 'none';.*frame-ancestors 'self'/)
  assert.doesNotMatch(policy, /script-src|unsafe-eval/)
  const bomb = Buffer.alloc(40)
  bomb.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
  bomb.writeUInt32BE(100_000, 16)
  bomb.writeUInt32BE(100_000, 20)
  const { id } = await upload('bomb.png', bomb)
  assert.match((await content(id, '&show=1')).headers.get('content-disposition')!, /^attachment; /)
})

test('names go out as they are, and break no header', async () => {
  const names = [
    'Договор № 5 (копия).pdf',
    'a"b;c\'d.txt',
    'x\r\nSet-Cookie: a=b.txt',
    '..\\..\\x.txt',
    `${'д'.repeat(400)}.docx`,
    '😀.txt',
  ]
  for (const name of names) {
    const file = await upload(name, `content of ${name}`)
    const { headers } = await content(file.id)
    assert.equal(headers.get('set-cookie'), null)
    const said = headers.get('content-disposition')!
    assert.match(said, /^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.~!%-]+$/)
    assert.equal(decodeURIComponent(/UTF-8''(.*)$/.exec(said)![1]!), file.name)
  }
})

test('a browser asks each time and is told that nothing has changed; parts are given', async () => {
  const { id } = await upload('digits.txt', '0123456789')
  const whole = await content(id)
  assert.deepEqual(
    [whole.headers.get('cache-control'), whole.headers.get('content-length')],
    ['private, no-cache', '10'],
  )
  const etag = whole.headers.get('etag')!
  assert.equal((await content(id, '', { 'if-none-match': etag })).status, 304)
  for (const [range, status, text, told] of [
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-100', 206, '56789', 'bytes 5-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=4-2', 416, '', 'bytes */10'],
    ['bytes=a-b', 200, '0123456789', null],
    ['bytes=0-1,3-4', 200, '0123456789', null],
  ] as const) {
    const answer = await content(id, '', { range })
    assert.deepEqual(
      [answer.status, await answer.text(), answer.headers.get('content-range')],
      [status, text, told],
      range,
    )
  }
  assert.equal((await content(id, '', { range: 'bytes=2-4', 'if-range': '"other"' })).status, 200)
})

test('a large file streams through; one over the limit is refused in words, also when it does not say its size', async () => {
  const large = Buffer.alloc(15_000_000, 'x')
  const { id } = await upload('large.bin', large)
  assert.equal((await (await content(id)).arrayBuffer()).byteLength, large.length)
  const endless = new ReadableStream({
    pull(controller) {
      controller.enqueue(Buffer.alloc(1_000_000))
    },
  })
  const answer = await fetch(address('endless.bin'), {
    method: 'POST',
    body: endless,
    headers: bearer(),
    duplex: 'half',
  } as RequestInit)
  assert.equal(answer.status, 413)
  assert.match(await answer.text(), /larger than 19 MB/)
  assert.deepEqual(incoming(), [])
})

test('an upload that breaks off leaves nothing', async () => {
  const { host, port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const { pathname, search } = new URL(address('half.bin'))
  socket.write(
    `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${app.administrator.key}\r\ncontent-length: 1000000\r\n\r\n`,
  )
  socket.write(Buffer.alloc(300_000))
  while (!incoming().length) await sleep(10)
  socket.destroy()
  while (incoming().length) await sleep(10)
  const { items } = await app.administrator.does('files.list', { record: 'deals', id: deal, limit: 200 })
  assert.ok(!items.some(({ name }) => name === 'half.bin'))
})

test('another site sends no file in our name, and who may not sees his file refused before it is read', async () => {
  const refused = await fetch(address('x'), {
    method: 'POST',
    body: 'x',
    headers: { cookie: 'sdelka=x', origin: 'https://evil.example' },
  })
  assert.equal(refused.status, 403)
  assert.equal((await fetch(address('x'), { method: 'POST', body: 'x' })).status, 403)
  assert.equal(
    (await fetch(address('x'), { method: 'POST', body: 'x', headers: { authorization: 'Bearer sd_nobody_at_all' } }))
      .status,
    401,
  )
  const stranger = await app.person('Stranger', [])
  const { pathname, search } = new URL(address('x'))
  // Nothing of the body is sent: the answer comes all the same.
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asking = request(
      url + pathname + search,
      { method: 'POST', headers: { authorization: `Bearer ${stranger.key}`, 'content-length': '1000' } },
      (answer) => {
        resolve(answer.statusCode)
        asking.destroy()
      },
    )
    asking.on('error', reject)
    asking.flushHeaders()
  })
  assert.equal(status, 404)
})
