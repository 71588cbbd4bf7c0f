import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import type { Filter } from '../../model/filters.ts'
import { recordNames, records } from '../../model/records.ts'
import { bareShape } from '../../model/shape.ts'
import { Download } from '../platform/download.ts'
import { columnsOf } from './exportColumns.ts'
import { readHead, readRows } from './reading.ts'
import { startTestApp, type Person, type TestApp } from '../test/app.ts'

let app: TestApp
let anna: Person
before(async () => {
  app = await startTestApp()
  anna = app.administrator
})
after(() => app.stop())

const exported = async (person: Person, name: string, input: object): Promise<string> => {
  const download = (await person.does(`${name}.export` as 'deals.export', input as never)) as Download
  assert.ok(download instanceof Download)
  return (await buffer(download.body)).toString()
}
const table = async (file: string) => {
  const bytes = Buffer.from(file)
  const head = await readHead(bytes)
  return { header: head.header, rows: (await readRows(bytes, head)).map(({ cells }) => cells) }
}
const items = async (person: Person, name: string, input: object) =>
  JSON.parse(await exported(person, name, { format: 'json', ...input })) as Record<string, unknown>[]

test('a stranger gets no file; whoever reads a field that is hidden from him is refused', async () => {
  for (const name of recordNames) {
    assert.equal((await app.inject(`${name}.export`, { format: 'csv' })).status, 403)
    const nobody = await app.inject(
      `${name}.export`,
      { format: 'csv' },
      { origin: 'http://localhost:80', host: 'localhost:80' },
    )
    assert.equal(nobody.status, 401)
  }
  const seller = await app.person('Seller', ['seller'])
  assert.equal((await seller.tries('users.export', { format: 'csv', fields: ['email'] }))?.status, 403)
  const filter = { field: 'email', op: 'contains', value: 'anna' }
  assert.ok(await seller.tries('users.export', { format: 'csv', filter }))
  assert.equal((await seller.tries('deals.export', { format: 'csv', fields: ['nothing'] }))?.status, 400)
  assert.equal((await seller.tries('deals.export', { format: 'csv', sort: ['comment'] }))?.status, 400)
  assert.equal((await anna.tries('deals.export', { format: 'doc' }))?.status, 400)
  const people = await table(await exported(seller, 'users', { format: 'csv' }))
  assert.ok(!people.header.includes('Email') && people.header.includes('Name'))
})

describe('the file has the rows of the list, in its order, whatever is asked', () => {
  const filters: (Filter | undefined)[] = [
    undefined,
    { field: 'amount', op: 'gte', value: '20' },
    {
      or: [
        { field: 'title', op: 'contains', value: '1' },
        { field: 'probability', op: 'empty' },
      ],
    },
    { not: { field: 'closeDate', op: 'between', value: ['2027-01-02', '2027-01-09'] } },
  ]
  const sorts = [undefined, ['title'], ['-amount', 'id'], ['closeDate', '-title'], ['probability']]
  const people: Person[] = []
  before(async () => {
    const [department] = [(await anna.does('departments.create', { name: 'North' })).id]
    people.push(anna, await app.person('Head', ['head'], department), await app.person('Own', ['seller'], department))
    const stranger = await app.person('Another', ['seller'])
    for (let i = 0; i < 24; i++) {
      const { id } = [anna, people[1]!, people[2]!, stranger][i % 4]!
      await anna.does('deals.create', {
        title: `Deal ${String(i)}`,
        amount: String((i * 7) % 50),
        ownerId: id,
        ...(i % 3 ? { probability: i } : {}),
        ...(i % 5 ? { closeDate: `2027-01-${String(1 + (i % 20)).padStart(2, '0')}` } : {}),
        ...(i % 6 ? {} : { observerIds: [people[2]!.id] }),
      })
    }
  })
  test('for everybody, under every filter and order; what one only observes stays', async () => {
    let observed = 0
    for (const person of people)
      for (const filter of filters)
        for (const sort of sorts) {
          const asked = { ...(filter ? { filter } : {}), ...(sort ? { sort } : {}) }
          const listed = await person.does('deals.list', {
            ...asked,
            limit: 500,
            fields: ['title', 'amount', 'ownerId'],
          })
          const within = listed.items.filter(({ ownerId }) => person !== people[2] || ownerId === person.id)
          observed += listed.items.length - within.length
          const found = await items(person, 'deals', { ...asked, fields: ['title', 'amount'] })
          assert.deepEqual(
            found.map(({ title, amount }) => [title, amount]),
            within.map(({ title, amount }) => [title, amount]),
          )
        }
    assert.ok(observed > 10)
  })
  test('a link to what is out of sight has no name in the file', async () => {
    const { id: companyId } = await anna.does('companies.create', { name: 'Secret company' })
    await anna.does('deals.create', { title: 'Linked', companyId, ownerId: people[2]!.id })
    const filter: Filter = { field: 'title', op: 'eq', value: 'Linked' }
    for (const format of ['csv', 'json'] as const) {
      const asked = { format, filter, fields: ['title', 'companyId'] }
      assert.match(await exported(anna, 'deals', asked), /Secret company/)
      const file = await exported(people[2]!, 'deals', asked)
      assert.match(file, /Linked/)
      assert.doesNotMatch(file, /Secret/)
    }
  })
})

test('the columns stand as they were asked for, in the words and marks of the language', async () => {
  await anna.does('deals.create', {
    title: 'Дом',
    amount: '-1054.5',

    closeDate: '2027-11-05',
    opened: true,
  })
  const asked = {
    filter: { field: 'title', op: 'eq', value: 'Дом' },
    fields: ['closeDate', 'title', 'amount', 'stageId', 'ownerId', 'state', 'opened', 'tagIds'],
  }
  assert.equal(
    await exported(anna, 'deals', { ...asked, format: 'csv', language: 'ru' }),
    '\ufeffЗакрытие;Название;Сумма;Валюта;Стадия;Ответственный;Состояние;Доступна всем;Метки\r\n05.11.2027;Дом;-1054,50;USD;New;Anna;В работе;Да;\r\n',
  )
  assert.match(
    await exported(anna, 'deals', { ...asked, format: 'csv', headings: 'keys' }),
    /^\ufeffcloseDate,title,amount,currency,stageId,ownerId,state,opened,tagIds\r\n2027-11-05,Дом,-1054.50,USD,New,Anna,In progress,Yes,\r\n$/,
  )
})

test('no two columns of a file are called the same', () => {
  for (const name of recordNames)
    for (const language of ['ru', 'en'] as const) {
      const headings = columnsOf(bareShape, name, Object.keys(records[name].fields), 'names', language).map(
        ({ heading }) => heading,
      )
      assert.deepEqual(headings, [...new Set(headings)], name)
    }
})

test('the door gives the file under its name, and breaks off where it must', async () => {
  const answer = await app.app.http.inject({
    method: 'POST',
    url: '/api/deals.export',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${anna.key}` },
    payload: JSON.stringify({ format: 'csv', language: 'ru' }),
  })
  assert.equal(answer.statusCode, 200)
  assert.match(
    String(answer.headers['content-disposition']),
    /^attachment; filename="[\w.-]+\.csv"; filename\*=UTF-8''%D0%A1/,
  )
  assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.ok(answer.body.startsWith('\ufeff'))
})

test('a file that nobody takes to its end lets its connection go; too many at once are refused', async () => {
  for (let i = 0; i < 8; i++) await anna.does('deals.create', { title: 'Long', comment: 'x'.repeat(20_000) })
  const begin = async () => {
    const { body } = (await anna.does('deals.export', { format: 'csv' })) as unknown as Download
    await new Promise((resolve, reject) => {
      body.once('readable', resolve)
      body.once('error', reject)
    })
    return body
  }
  const held = [await begin(), await begin()]
  await assert.rejects(begin(), /error.export.busy/)
  for (const body of held) body.destroy()
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal(app.app.connection.pool.totalCount, app.app.connection.pool.idleCount)
  const again = await begin()
  again.destroy()
})

test('what a spreadsheet would take for a formula is a text in the file, and a negative amount stays a number', async () => {
  const formulas = [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '＝1+1',
    '=cmd|" /C calc"!A0',
    "'=1",
    '-2+3+cmd|x!A0',
    '=HYPERLINK("http://x";"y")',
  ]
  const ids: number[] = []
  for (const title of formulas) {
    const tag = await anna.does('terms.create', { dictionary: 'tag', name: `${title} tag` })
    const { id } = await anna.does('deals.create', { title, amount: '-70', tagIds: [tag.id], comment: `${title}\tx` })
    ids.push(id)
  }
  const filter: Filter = { field: 'id', op: 'in', value: ids }
  const fields = ['title', 'amount', 'tagIds', 'comment']
  for (const language of ['ru', 'en'] as const) {
    const file = await exported(anna, 'deals', { format: 'csv', language, filter, sort: ['id'], fields })
    const delimiter = language === 'ru' ? ';' : ','
    const lines = file.slice(1).split('\r\n').slice(1, -1)
    assert.equal(lines.length, formulas.length)
    for (const line of lines) {
      assert.match(line, new RegExp(`${delimiter}-70[,.]00${delimiter}`))
      assert.match(line, /^"?'/)
      assert.doesNotMatch(line.replace(/-70[,.]00/, ''), new RegExp(`(^|${delimiter})"?[=+\\-@＝\\t]`))
    }
    const { rows } = await table(file)
    assert.deepEqual(
      rows.map(([title, , , tag]) => [title, tag]),
      formulas.map((title) => [title, title.includes(';') ? `"${title.replaceAll('"', '""')} tag"` : `${title} tag`]),
    )
  }
})
