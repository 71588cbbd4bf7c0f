import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { readyRoles } from '../../model/roles.ts'
import { errorWords, type ErrorKey } from '../../model/words/errors.ts'
import type { Language } from '../../model/users.ts'
import { serverProcess, type Caller, type ServerProcess } from '../test/process.ts'
import { textRow, workbook, workbookParts, zipOf } from '../test/workbooks.ts'
import { eventually } from '../test/running.ts'
import type { Draft } from './drafts.ts'
import type { ImportState } from './methods.ts'

/** What the file of a person may be, brought as the wizard brings it. */
interface Case {
  name: string
  make(): Buffer
  key: ErrorKey
  spoken?: Language[]
  seconds?: number
  bytes?: number
}

const most = 100 * 1024 * 1024
const part = 1024 * 1024

let server: ServerProcess
let people: Record<Language, Caller>
before(async () => {
  server = await serverProcess()
  people = {
    en: server.administrator,
    ru: await server.person({ name: 'Иван', roleIds: [readyRoles.seller], language: 'ru' }),
  }
})
after(async () => server[Symbol.asyncDispose]())

async function send(who: Caller, file: Buffer): Promise<number> {
  const { id } = await who.does<{ id: number }>('imports.begin', { fileName: 'file', size: file.length })
  for (let position = 0; position * part < file.length; position++) {
    const base64 = file.subarray(position * part, (position + 1) * part).toString('base64')
    await who.does('imports.part', { id, position, base64 })
  }
  return id
}
const bring = async (who: Caller, file: Buffer) => who.does<Draft>('imports.look', { id: await send(who, file) })

/** A refusal says the sentence of its key in the language of the person, every place in it filled. */
function assertSaid(
  answer: { status: number; body: { error?: { message: string } } },
  key: ErrorKey,
  spoken: Language,
) {
  const pattern = errorWords[key][spoken]
    .split(/\{[^{}]*\}/)
    .map((piece) => RegExp.escape(piece))
    .join('[^{}]+')
  const { message = '' } = answer.body.error ?? {}
  assert.match(message, new RegExp(`^${pattern}$`), `${String(answer.status)} ${message}`)
  assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status))
}

const sheet = (rows: string, after = '') => [{ name: 'Sheet', rows, after }]
const sized = (rows: string | Buffer) =>
  zipOf({ ...workbookParts(sheet(textRow('a'))), 'xl/worksheets/sheet1.xml': rows })
const ole = (inside: string) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from(inside, 'utf16le'),
    Buffer.alloc(600),
  ])
const columns = Array.from({ length: 16_000 }, (_, i) => `Column ${String(i)}`)
const laughs = Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY lol${String(i + 1)} "${`&lol${i ? String(i) : ''};`.repeat(10)}">`,
).join('')

/** In seconds; alone on a machine each takes less than one and a half, here others may be at work. */
const usual = 6
const refused: readonly Case[] = [
  { name: 'a zip bomb', make: () => sized(Buffer.alloc(200_000_000, ' ')), key: 'error.import.packed' },
  {
    name: 'an XML bomb',
    make: () =>
      sized(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${laughs}]><worksheet>&lol9;</worksheet>`),
    key: 'error.import.packed',
  },
  {
    name: '16,000 columns of a text file',
    make: () => Buffer.from(`${columns.join(';')}\n1;2\n`),
    key: 'error.import.columns.many',
  },
  {
    name: '16,000 columns of a workbook',
    make: () => workbook(sheet(textRow(...columns))),
    key: 'error.import.columns.many',
  },
  {
    name: 'a heading twice',
    make: () => Buffer.from('Название,Сумма,название\n1,2,3\n'),
    key: 'error.import.header.twice',
  },
  {
    name: 'a heading twice in a workbook',
    make: () => workbook(sheet(textRow('Name', 'Sum', 'name'))),
    key: 'error.import.header.twice',
  },
  {
    name: 'a web page that is called a workbook',
    make: () =>
      Buffer.from('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>Name</td></tr>'),
    key: 'error.import.markup',
  },
  {
    name: 'a web page in UTF-16 after empty lines',
    make: () =>
      Buffer.from('\ufeff\r\n\r\n  <!DOCTYPE html><html><table><tr><td>Name</td></tr></table></html>', 'utf16le'),
    key: 'error.import.markup',
  },
  { name: 'a workbook with a password', make: () => ole('EncryptedPackage'), key: 'error.import.protected' },
  { name: 'a workbook of an old format', make: () => ole('Workbook'), key: 'error.import.xls' },
  { name: 'no header', make: () => Buffer.from('1;2;3\n4;5;6\n'), key: 'error.import.header' },
  {
    name: 'no header in a workbook',
    make: () => workbook(sheet('<row><c><v>1</v></c><c><v>2</v></c></row>')),
    key: 'error.import.header',
  },
  { name: 'nothing but white', make: () => Buffer.from('\ufeff \r\n\t\r\n'), key: 'error.import.header' },
  { name: 'an empty workbook', make: () => workbook(sheet('')), key: 'error.import.header' },
  {
    name: 'empty lines and nothing else',
    make: () => Buffer.alloc(10_000_000, '\n'),
    key: 'error.import.header',
    spoken: ['ru'],
  },
  {
    name: 'millions of short rows',
    make: () => Buffer.from(`a,b\n${'1,2\n'.repeat(2_500_000)}`),
    key: 'error.import.rows',
    spoken: ['en'],
    // As far as the limit it has to be read.
    seconds: 20,
    bytes: 1.5 * most,
  },
  {
    name: 'millions of short rows in a workbook',
    make: () =>
      workbook(
        sheet(
          textRow('a') +
            Array.from({ length: 510_000 }, (_, i) => `<row><c><v>${String((i * 7919) % 100_003)}</v></c></row>`).join(
              '',
            ),
        ),
      ),
    key: 'error.import.rows',
    spoken: ['ru'],
    seconds: 20,
    bytes: 1.5 * most,
  },
]

describe('what can’t be read is refused through the wizard: at once, in words, in little memory', () => {
  for (const {
    name,
    make,
    key,
    spoken: languages = ['en', 'ru'] as Language[],
    seconds: within = usual,
    bytes = most,
  } of refused)
    for (const spoken of languages)
      test(`${name} (${spoken})`, async () => {
        const who = people[spoken]
        const id = await send(who, make())
        let answer: Awaited<ReturnType<Caller['ask']>> | undefined
        let seconds = 0
        const growth = await server.growth(async () => {
          const begun = performance.now()
          answer = await who.ask('imports.look', { id })
          seconds = (performance.now() - begun) / 1000
        })
        assertSaid(answer!, key, spoken)
        assert.ok(seconds < within, `${String(seconds)} s`)
        assert.ok(growth < bytes, `${String(growth / 2 ** 20)} MB`)
        // It can be let go, and the next one is taken.
        await who.does('imports.drop', { id })
      })
})

test('a file is refused before it has come: too large by its word, by its parts, empty, not whole', async () => {
  for (const spoken of ['en', 'ru'] as const) {
    const who = people[spoken]
    const begin = (size: number) => who.ask('imports.begin', { fileName: 'deals.csv', size })
    assertSaid(await begin(2 * 1024 ** 3), 'error.import.size', spoken)
    assertSaid(await begin(0), 'error.import.empty', spoken)
    const { id } = (await begin(10)).body as unknown as { id: number }
    assertSaid(await who.ask('imports.look', { id }), 'error.import.parts', spoken)
    const large = await heard(() => who.ask('imports.part', { id, position: 0, base64: 'A'.repeat(3_000_000) }))
    assert.equal(large.status, 413)
    // Nobody has been asked yet who it is.
    assertSaid(large, 'error.size', 'en')
  }
  // Announced as ten bytes, it is measured as it comes.
  const who = people.ru
  const { id } = await who.does<{ id: number }>('imports.begin', { fileName: 'deals.csv', size: 10 })
  const base64 = Buffer.alloc(1_450_000, 'a').toString('base64')
  const growth = await server.growth(async () => {
    for (let position = 0; position < 36; position++) await who.does('imports.part', { id, position, base64 })
    assertSaid(await who.ask('imports.part', { id, position: 36, base64 }), 'error.import.size', 'ru')
  })
  assert.ok(growth < most, `${String(growth / 2 ** 20)} MB`)
  const [kept] = await server.rows<{ n: number }>(
    `select count(*)::int n from import_parts where import_id = ${String(id)}`,
  )
  assert.equal(kept!.n, 36)
  await who.does('imports.drop', { id })
})

/** Whoever is refused while he is still sending may find the connection closed before he has read why. */
async function heard<T>(ask: () => Promise<T>, times = 5): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (times === 1 || !(error instanceof TypeError)) throw error
    return heard(ask, times - 1)
  }
}

describe('what is odd and yet a table is read', () => {
  test('a million empty rows take no memory, in a text file and in a workbook', async () => {
    const empty = Array.from({ length: 1_000_000 }, (_, i) => `<row r="${String(i + 3)}"><c s="1"/></row>`).join('')
    for (const file of [
      Buffer.from(`Name;Sum\n${';\n'.repeat(500_000)}${'\n'.repeat(500_000)}One;1\n`),
      workbook(sheet(textRow('Name', 'Sum') + textRow('One', '1') + empty)),
    ]) {
      const id = await send(people.en, file)
      let draft: Draft | undefined
      const growth = await server.growth(async () => {
        draft = await people.en.does<Draft>('imports.look', { id })
      })
      assert.deepEqual([draft!.rowsTotal, draft!.rows], [1, [['One', '1']]])
      assert.ok(growth < most, `${String(growth / 2 ** 20)} MB`)
      await people.en.does('imports.drop', { id })
    }
  })

  test('merged cells stand in their first; formulas are what they came to; one that nobody worked out is told', async () => {
    const cell = (inside: string, type = 'n') => `<c t="${type}">${inside}</c>`
    const text = (value: string) => cell(`<is><t>${value}</t></is>`, 'inlineStr')
    const file = workbook(
      sheet(
        textRow('Deal name', 'Amount', 'Comment', 'Check') +
          `<row>${text('Worked out')}${cell('<f>1+1</f><v>2</v>')}${cell('<f>"a"</f><v>said</v>', 'str')}</row>` +
          `<row>${text('Not worked out')}${cell('<f>B2*2</f>')}</row>` +
          `<row>${text('Empty text')}${cell('<v>4</v>')}${cell('<f>""</f><v></v>', 'str')}</row>` +
          `<row>${text('Where nobody reads')}${cell('<v>5</v>')}${text('')}${cell('<f>B5*2</f>')}</row>` +
          `<row>${text('Merged')}${cell('<v>6</v>')}${text('first')}</row>` +
          `<row>${text('under')}${cell('<v>7</v>')}${text('under')}</row>`,
        '<mergeCells><mergeCell ref="C6:C7"/></mergeCells>',
      ),
    )
    const draft = await bring(people.en, file)
    const plan = {
      ...draft.plan,
      columns: draft.plan.columns.map((one) => (one.column === 'Check' ? { ...one, place: null } : one)),
    }
    await people.en.does('imports.try', { id: draft.id, plan })
    const { trial } = await ended(people.en, draft.id)
    assert.deepEqual(trial!.reasons, [
      {
        reason:
          'Amount: the formula has not been worked out. Open the workbook in a spreadsheet, save it and choose it again',
        count: 1,
        rows: [3],
      },
    ])
    await people.en.does('imports.run', { id: draft.id, plan })
    const done = await ended(people.en, draft.id)
    assert.deepEqual([done.state, done.created, done.refused], ['done', { deals: 5 }, 1])
    assert.deepEqual(await server.rows('select title, amount, comment from deals order by id'), [
      { title: 'Worked out', amount: '2.00', comment: 'said' },
      { title: 'Empty text', amount: '4.00', comment: null },
      { title: 'Where nobody reads', amount: '5.00', comment: null },
      { title: 'Merged', amount: '6.00', comment: 'first' },
      { title: 'under', amount: '7.00', comment: null },
    ])
  })
})

test('a wizard closed half-way is gone on with by its person alone', async () => {
  const half = await people.ru.does<{ id: number }>('imports.begin', { fileName: 'сделки.csv', size: 100 })
  const parts = ['Название;Сумма;Клиент\n', 'Котельная;5;Вектор\n'].map((text) => Buffer.from(text).toString('base64'))
  await people.ru.does('imports.part', { id: half.id, position: 0, base64: parts[0] })
  await server.kill()
  await server.start()
  await people.ru.does('imports.part', { id: half.id, position: 1, base64: parts[1] })
  const draft = await people.ru.does<Draft>('imports.look', half)
  const plan = { ...draft.plan, existing: 'skip' }
  await people.ru.does('imports.try', { id: draft.id, plan })
  await ended(people.ru, draft.id)
  // Closed and opened again, it stands as it was left.
  const again = await people.ru.does<Draft>('imports.look', half)
  assert.deepEqual([again.plan, again.rows], [plan, [['Котельная', '5', 'Вектор']]])
  for (const [method, input] of [
    ['imports.part', { ...half, position: 2, base64: '' }],
    ['imports.look', half],
    [
      'imports.values',
      { ...half, plan: { ...plan, columns: [{ column: 'Клиент', place: 'deals.companyId' }] }, column: 'Клиент' },
    ],
    ['imports.try', { ...half, plan }],
    ['imports.run', { ...half, plan }],
    ['imports.drop', half],
  ] as const)
    assertSaid(await people.en.ask(method, input), 'error.missing', 'en')
  await people.ru.does('imports.run', { ...half, plan })
  const { state, created } = await ended(people.ru, half.id)
  assert.deepEqual([state, created], ['done', { companies: 1, deals: 1 }])
  assertSaid(await people.ru.ask('imports.run', { ...half, plan }), 'error.import.begun', 'ru')
})

async function ended(who: Caller, id: number): Promise<ImportState> {
  let state: ImportState | undefined
  const over = async () => {
    state = await who.does<ImportState>('imports.get', { id })
    return !['trying', 'waiting', 'running'].includes(state.state)
  }
  assert.ok(await eventually(over, 20_000), `${state!.state} for too long`)
  return state!
}
