import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { stranger } from '../access/actor.ts'
import type { Db } from './database.ts'
import { Download, type Fill } from './download.ts'
import { AppError } from './errors.ts'
import { httpServer } from './http.ts'
import { noLog } from './log.ts'
import { forAnybody, reads } from './method.ts'

let door: FastifyInstance
let url: string
let fill: Fill
before(async () => {
  door = await httpServer({
    // Nothing here asks a database.
    installation: { db: null as unknown as Db, log: noLog, secret: randomBytes(32), changed: () => undefined },
    methods: {
      'file.get': forAnybody(
        reads(z.strictObject({}), async () => new Download('Отчёт 1.csv', 'text/csv; charset=utf-8', fill)),
      ),
    },
    log: noLog,
    baseUrl: undefined,
    trustProxy: false,
    web: null,
    actorOfSession: async () => null,
    actorOfKey: async () => null,
    stranger,
    healthy: async () => true,
    openapi: () => ({}),
    stream: () => undefined,
  })
  url = await door.listen({ port: 0, host: '127.0.0.1' })
})
after(() => door.close())

const ask = (encoding = 'identity', signal?: AbortSignal) =>
  fetch(`${url}/api/file.get`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'accept-encoding': encoding },
    body: '{}',
    ...(signal ? { signal } : {}),
  })

test('a file comes as it is made, under its name', async () => {
  fill = async (put) => {
    for (let i = 0; i < 3000; i++) await put(`row ${String(i)}\r\n`.repeat(100))
  }
  for (const encoding of ['gzip', 'identity']) {
    const response = await ask(encoding)
    assert.equal(
      response.headers.get('content-disposition'),
      `attachment; filename="_1.csv"; filename*=UTF-8''${encodeURIComponent('Отчёт 1.csv')}`,
    )
    const lines = (await response.text()).split('\r\n')
    assert.equal(lines.length, 300_001)
    assert.equal(lines.at(-2), 'row 2999')
  }
})

test('what goes wrong before the first piece is a refusal; later the file breaks off and never looks whole', async () => {
  fill = async () => {
    throw new AppError('limited', 'error.export.busy', {}, { retryAfter: 10 })
  }
  const refused = await ask()
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '10'])
  assert.match(refused.headers.get('content-type')!, /json/)
  for (const encoding of ['gzip', 'identity']) {
    fill = async (put) => {
      await put('a;b\r\n'.repeat(50_000))
      await sleep(50)
      throw new Error('The database is gone')
    }
    const response = await ask(encoding)
    assert.equal(response.status, 200)
    await assert.rejects(response.text())
  }
})

test('whoever goes away stops the making', async () => {
  const stopped = Promise.withResolvers<void>()
  let pieces = 0
  fill = async (put, gone) => {
    gone.addEventListener('abort', () => stopped.resolve())
    for (; !gone.aborted; pieces++) await put(randomBytes(50_000))
  }
  const going = new AbortController()
  const response = await ask('identity', going.signal)
  await response.body!.getReader().read()
  going.abort()
  await stopped.promise
  const made = pieces
  await sleep(100)
  assert.ok(pieces <= made + 1)
})

test('a reader who is slow holds back what is made', async () => {
  let pieces = 0
  fill = async (put) => {
    for (; pieces < 5000; pieces++) await put(randomBytes(100_000))
  }
  const going = new AbortController()
  await ask('identity', going.signal)
  await sleep(500)
  assert.ok(pieces < 500, String(pieces))
  going.abort()
})
