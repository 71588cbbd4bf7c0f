import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { readyRoles } from '../../model/roles.ts'
import type { Actor } from '../../model/access.ts'
import type { Plan } from '../../model/importPlan.ts'
import { jobHandlers } from '../jobs.ts'
import { installed, type Installed } from '../test/importing.ts'
import { textRow, workbook } from '../test/workbooks.ts'
import type { ColumnValues } from './columnValues.ts'
import type { Draft } from './drafts.ts'
import { importJobs } from './importer.ts'
import type { ImportState } from './methods.ts'

const deals = `ID сделки;Название;Сумма;Дата закрытия;Клиент;Контакт;Телефон;Товар;Кол-во;Цена;Стадия
1;Котельная;;18.12.2025;ООО «Вектор»;Иванова Мария Петровна;8 (912) 640-18-55;Насос;2;100,50;New
1;;;;;;;Фильтр;10;7;
2;Градирня;"1 480 000,50";05.11.2025;ИнжПроект;Пётр Орлов;;;;;Proposal
3;Вентиляция;по запросу;05.11.2025;ИнжПроект;;;;;;New
4;Монтаж;10;31.11.2025;;;;;;;New
5;Насосная;10;;ООО «Вектор»;;;Насос;1;90;Dreaming
`

async function bring(place: Installed, file: string | Buffer, actor: Actor = place.admin, parts = 2): Promise<Draft> {
  const bytes = Buffer.from(file)
  const { id } = await place.ask<{ id: number }>(actor, 'imports.begin', { fileName: 'deals.csv', size: bytes.length })
  const step = Math.ceil(bytes.length / parts)
  for (let i = 0; i < parts; i++) {
    const base64 = bytes.subarray(i * step, (i + 1) * step).toString('base64')
    await place.ask(actor, 'imports.part', { id, position: i, base64 })
  }
  return place.ask<Draft>(actor, 'imports.look', { id })
}
async function job(place: Installed, kind: 'imports.try' | 'imports.run', id: number): Promise<ImportState> {
  const handler = importJobs(place.installation)[kind]!
  await handler(
    { id: 0, kind, payload: { importId: id }, personId: 1, attempts: 1 } as never,
    new AbortController().signal,
  )
  return place.importOf(id)
}
const attempt = async (place: Installed, id: number, plan: Plan) => {
  await place.ask(place.admin, 'imports.try', { id, plan })
  return job(place, 'imports.try', id)
}
const contents = async (place: Installed) => {
  const tables = [
    'deals',
    'companies',
    'contacts',
    'products',
    'terms',
    'events',
    'deal_lines',
    'stage_entries',
    'search_entries',
  ]
  const found = []
  for (const name of tables)
    found.push(
      (await sql`select to_jsonb(t) line from ${sql.table(name)} t order by 1`.execute(place.installation.db)).rows,
    )
  return JSON.stringify(found)
}

test('a workbook is looked at by sheets, and comes in from the chosen one', async () => {
  await using place = await installed()
  const file = workbook([
    { name: 'Notes', rows: textRow('What') + textRow('Nothing') },
    {
      name: 'Клиенты',
      rows:
        textRow('ФИО', 'Телефон') + textRow('Мария Иванова', '+79126401855; Mobile: +79126401856') + textRow('', '1'),
    },
  ])
  const first = await bring(place, file)
  assert.deepEqual([first.encoding, first.sheet, first.sheets], ['xlsx', 'Notes', ['Notes', 'Клиенты']])
  const chosen = await place.ask<Draft>(place.admin, 'imports.look', { id: first.id, sheet: 'Клиенты' })
  const draft = await place.ask<Draft>(place.admin, 'imports.look', { id: first.id, record: 'contacts' })
  assert.deepEqual([chosen.sheet, draft.sheet, draft.rowsTotal], ['Клиенты', 'Клиенты', 2])
  await place.ask(place.admin, 'imports.run', { id: draft.id, plan: draft.plan })
  const { state, created, refused } = await job(place, 'imports.run', draft.id)
  assert.deepEqual([state, created, refused], ['done', { contacts: 1 }, 1])
  const [contact] = await place.rows('select name, phones from contacts')
  assert.deepEqual(contact, {
    name: 'Мария Иванова',
    phones: [
      { type: 'work', value: '+79126401855' },
      { type: 'mobile', value: '+79126401856' },
    ],
  })
  const told = await place.ask<{ text: string }>(place.admin, 'imports.refusals', { id: draft.id })
  assert.match(told.text, /^Row;Reason;ФИО;Телефон\r\n3;/)
})

test('a file that came in parts is understood, tried without a trace, and comes in exactly as the trial said', async () => {
  await using place = await installed()
  const draft = await bring(place, deals)
  assert.deepEqual([draft.rowsTotal, draft.delimiter, draft.encoding, draft.plan.record], [6, ';', 'utf-8', 'deals'])
  assert.deepEqual(draft.columns[4], { name: 'Клиент', filled: 4, samples: ['ООО «Вектор»', 'ИнжПроект'] })
  assert.equal(draft.rows.length, 6)
  const before = await contents(place)
  const tried = await attempt(place, draft.id, draft.plan)
  assert.equal(await contents(place), before)
  assert.equal(tried.state, 'draft')
  assert.deepEqual(tried.trial, {
    rows: 6,
    created: { companies: 2, contacts: 2, deals: 2, products: 2 },
    updated: {},
    unchanged: 0,
    refused: 3,
    reasons: [
      { reason: 'Сумма: “по запросу” is not a number', count: 1, rows: [5] },
      { reason: 'Дата закрытия: “31.11.2025” is not a date', count: 1, rows: [6] },
      { reason: 'Стадия: there is no “Dreaming”, or it is not visible to you', count: 1, rows: [7] },
    ],
  })
  await place.ask(place.admin, 'imports.run', { id: draft.id, plan: draft.plan })
  const done = await job(place, 'imports.run', draft.id)
  assert.deepEqual(
    [done.state, done.created, done.updated, done.refused, done.rowsDone],
    ['done', tried.trial!.created, tried.trial!.updated, tried.trial!.refused, 6],
  )
})

test('rows with the key of one before are more lines of its deal; names stand in their parts', async () => {
  await using place = await installed()
  const draft = await bring(place, deals)
  await place.ask(place.admin, 'imports.run', { id: draft.id, plan: draft.plan })
  await job(place, 'imports.run', draft.id)
  const lines =
    await place.rows(`select l.name, l.quantity::text, l.price::text, d.amount::text from deal_lines l join deals d on d.id = l.deal_id
    where d.origin = '1' order by l.position`)
  assert.deepEqual(
    lines.map(({ name, quantity, price }) => [name, Number(quantity), Number(price)]),
    [
      ['Насос', 2, 100.5],
      ['Фильтр', 10, 7],
    ],
  )
  assert.equal(Number(lines[0]!['amount']), 271)
  assert.deepEqual(
    (await place.rows('select first_name, middle_name, last_name from contacts order by id')).map(Object.values),
    [
      ['Мария', 'Петровна', 'Иванова'],
      ['Пётр', null, 'Орлов'],
    ],
  )
  const [linked] = await place.rows(`select count(*)::int n from deal_contacts`)
  assert.equal(linked!['n'], 2)
  // The same file again changes nothing.
  const again = await bring(place, deals)
  const tried = await attempt(place, again.id, again.plan)
  assert.deepEqual([tried.trial!.created, tried.trial!.updated, tried.trial!.unchanged], [{}, {}, 3])
})

test('a mapping is remembered by the headings; another kind of record is guessed anew', async () => {
  await using place = await installed()
  const first = await bring(place, deals)
  const plan: Plan = { ...first.plan, existing: 'overwrite', values: { Стадия: { Dreaming: 'New' } } }
  await place.ask(place.admin, 'imports.run', { id: first.id, plan })
  await job(place, 'imports.run', first.id)
  const second = await bring(place, deals)
  assert.deepEqual([second.remembered, second.plan], [true, plan])
  const other = await place.ask<Draft>(place.admin, 'imports.look', { id: second.id, record: 'companies' })
  assert.deepEqual([other.remembered, other.plan.record], [false, 'companies'])
  const reread = await place.ask<Draft>(place.admin, 'imports.look', { id: second.id, encoding: 'windows-1251' })
  assert.ok(reread.columns[0]!.name.startsWith('ID'))
  assert.equal(reread.remembered, false)
})

test('of a colleague’s mapping one learns where columns go, and nothing that stood in his file', async () => {
  await using place = await installed()
  const [boris, vera] = [
    await place.person({ name: 'Boris', roleIds: [readyRoles.seller] }),
    await place.person({ name: 'Vera', roleIds: [readyRoles.seller] }),
  ]
  const file = 'Deal;Nick;Sum;Step;Who\nPump;Secret Client;1,5;Dreaming;Boris\n'
  const first = await bring(place, file, boris)
  const placed: Record<string, Plan['columns'][number]> = {
    Nick: { column: 'Nick', place: 'companies.name' },
    Sum: { column: 'Sum', place: 'deals.amount', as: { decimal: ',' } },
    Step: { column: 'Step', place: 'deals.stageId', missing: 'refuse' },
    Who: { column: 'Who', place: 'deals.ownerId', missing: 'empty' },
  }
  const plan: Plan = {
    ...first.plan,
    columns: first.plan.columns.map((column) => placed[column.column] ?? column),
    existing: 'overwrite',
    pipeline: 'Sales',
    newStages: ['Dreaming'],
    values: { Nick: { 'Secret Client': 'Vector' }, Who: { Boris: 'Anna' } },
  }
  await place.rows(`update imports set state = 'done', plan = '${JSON.stringify(plan)}' where id = ${String(first.id)}`)
  const hers = await bring(place, file, vera)
  assert.equal(hers.remembered, true)
  assert.deepEqual(
    hers.plan.columns.map(({ column, place: to, as }) => [column, to, as ?? null]),
    [
      ['Deal', 'deals.title', null],
      ['Nick', 'companies.name', null],
      ['Sum', 'deals.amount', { decimal: ',' }],
      ['Step', 'deals.stageId', null],
      ['Who', 'deals.ownerId', null],
    ],
  )
  const { existing, pipeline, newStages, values } = hers.plan
  assert.deepEqual(
    { existing, pipeline, newStages, values },
    { existing: 'fill', pipeline: null, newStages: [], values: {} },
  )
  assert.ok(hers.plan.columns.every(({ missing }) => missing === undefined))
  assert.deepEqual((await bring(place, file, boris)).plan, plan)
})

for (const language of ['en', 'ru'] as const)
  test(`refused rows dropped in again are read by the mapping made by hand (${language})`, async () => {
    await using place = await installed()
    await place.rows(`update users set language = '${language}'`)
    const actor = { ...place.admin, language }
    const file = 'Deal;Nick;Reason;Причина\nPump;3;first;a\nFan;soon;second;b\n'
    const first = await bring(place, file, actor)
    const columns = first.plan.columns.map((column): Plan['columns'][number] => {
      if (column.column === 'Nick') return { column: 'Nick', place: 'deals.amount' }
      return column.column === 'Reason' ? { column: 'Reason', place: 'deals.comment' } : column
    })
    const plan: Plan = { ...first.plan, columns, values: { Nick: { dear: '7' } } }
    await place.ask(actor, 'imports.run', { id: first.id, plan })
    assert.equal((await job(place, 'imports.run', first.id)).refused, 1)
    const { text } = await place.ask<{ text: string }>(actor, 'imports.refusals', { id: first.id })
    const head =
      language === 'en'
        ? 'Row;Reason of the refusal;Deal;Nick;Reason;Причина'
        : 'Строка;Причина отказа;Deal;Nick;Reason;Причина'
    assert.equal(text.split('\r\n')[0], head)
    const again = await bring(place, text.replaceAll('soon', 'dear'), actor)
    assert.equal(again.remembered, true)
    assert.deepEqual(again.plan, {
      ...plan,
      columns: [
        ...head
          .split(';')
          .slice(0, 2)
          .map((column) => ({ column, place: null })),
        ...columns,
      ],
    })
    await place.ask(actor, 'imports.run', { id: again.id, plan: again.plan })
    const done = await job(place, 'imports.run', again.id)
    assert.deepEqual([done.created, done.refused], [{ deals: 1 }, 0])
    const [fan] = await place.rows(`select amount::float, comment from deals where title = 'Fan'`)
    assert.deepEqual(fan, { amount: 7, comment: 'second' })
  })

test('a file without headings, or with a title above them: recognised, corrected, kept, and no row is lost', async () => {
  await using place = await installed()
  const people = ['Anna', 'Boris', 'Vera', 'Gleb', 'Dina'].map(
    (name, i) => `${name};${name}@example.com;+7912640185${String(i)}`,
  )
  const bare = await bring(place, `${people.join('\n')}\nFrol;frol@example.com;soon\n`)
  assert.deepEqual([bare.headings, bare.rowsTotal, bare.plan.record], [0, 6, 'contacts'])
  assert.deepEqual(
    bare.columns.map(({ name }) => name),
    ['Column 1', 'Column 2', 'Column 3'],
  )
  const look = (id: number, input: object = {}) => place.ask<Draft>(place.admin, 'imports.look', { id, ...input })
  const corrected = await look(bare.id, { header: 1 })
  assert.deepEqual([corrected.headings, corrected.rowsTotal], [1, 5])
  assert.equal((await look(bare.id)).headings, 1)
  await look(bare.id, { header: 0 })
  const plan: Plan = {
    ...bare.plan,
    columns: [{ column: 'Column 1', place: 'contacts.firstName' }, ...bare.plan.columns.slice(1)],
    key: null,
  }
  assert.deepEqual((await attempt(place, bare.id, plan)).trial!.created, { contacts: 5 })
  await place.ask(place.admin, 'imports.run', { id: bare.id, plan })
  const done = await job(place, 'imports.run', bare.id)
  assert.deepEqual([done.created, done.refused], [{ contacts: 5 }, 1])
  const { text } = await place.ask<{ text: string }>(place.admin, 'imports.refusals', { id: bare.id })
  assert.match(text, /^Row;Reason;Column 1;Column 2;Column 3\r\n6;.*;Frol;frol@example.com;soon\r\n$/)
  assert.deepEqual((await bring(place, text)).plan.columns.slice(2), plan.columns)
  const titled = await bring(place, 'Отчёт за год;;\nНазвание;Сумма;Стадия\nНасос;10;New\n')
  assert.deepEqual([titled.headings, titled.beginning.map(({ number }) => number), titled.rowsTotal], [2, [1, 2, 3], 1])
  await place.ask(place.admin, 'imports.run', { id: titled.id, plan: titled.plan })
  assert.deepEqual((await job(place, 'imports.run', titled.id)).created, { deals: 1 })
  // The next one by the same headings is read by the same plan; another one without headings may be of anything.
  assert.equal((await bring(place, 'Название;Сумма;Стадия\nФильтр;10;New\n')).remembered, true)
  assert.equal((await bring(place, 'a@example.com;x;y\n')).remembered, false)
})

test('columns whose headings say nothing are known by the names that stand in them', async () => {
  await using place = await installed()
  for (const name of ['Vector', 'Umbra']) await place.ask(place.admin, 'companies.create', { name })
  await place.ask(place.admin, 'products.create', { name: 'Pump' })
  const seller = await place.person({ name: 'Boris', roleIds: [readyRoles.seller] })
  const file =
    'a;b;c;d;e\nVECTOR;Pump;New;Anna;1 000,00 ₽\nUmbra;Fan;Won;Boris;2 000,00 ₽\nVector;Pump;New;Anna;7,50 ₽\n'
  const places = async (actor: Actor) => (await bring(place, file, actor)).plan.columns.map((column) => column.place)
  const known = ['companies.name', null, 'deals.stageId', 'deals.ownerId', 'deals.amount']
  assert.deepEqual(await places(place.admin), known)
  // Whoever does not see the companies is told nothing of them.
  assert.deepEqual(await places(seller), [null, ...known.slice(1)])
})

test('files that wait to be decided are found again, by those who brought them', async () => {
  await using place = await installed()
  const seller = await place.person({ name: 'Boris', roleIds: [readyRoles.seller] })
  const listed = async (actor: Actor) =>
    (await place.ask<{ items: ImportState[] }>(actor, 'imports.list', {})).items.map(({ id, state }) => [id, state])
  const draft = await bring(place, deals, seller)
  // One that has not come whole can't be gone on with.
  await place.ask(seller, 'imports.begin', { fileName: 'half.csv', size: 10 })
  assert.deepEqual([await listed(seller), await listed(place.admin)], [[[draft.id, 'draft']], []])
  const plan: Plan = { ...draft.plan, existing: 'skip' }
  await place.ask(seller, 'imports.keep', { id: draft.id, plan })
  assert.deepEqual((await place.ask<Draft>(seller, 'imports.look', { id: draft.id })).plan, plan)
  await place.ask(seller, 'imports.drop', { id: draft.id })
  assert.deepEqual(await listed(seller), [])
})

test('a file that was left for a week is forgotten; one that was imported is not', async () => {
  await using place = await installed()
  const [left, fresh, done] = [await bring(place, deals), await bring(place, deals), await bring(place, deals)]
  await place.ask(place.admin, 'imports.run', { id: done.id, plan: done.plan })
  await job(place, 'imports.run', done.id)
  const old = sql`update imports set created_at = now() - interval '8 days' where id = any(${[left.id, done.id]}::int[])`
  await old.execute(place.installation.db)
  await jobHandlers(place.installation)['platform.tidy']!({} as never, new AbortController().signal)
  const kept = await place.rows('select id from imports order by id')
  assert.deepEqual(
    kept.map(({ id }) => id),
    [fresh.id, done.id],
  )
  await assert.rejects(place.ask(place.admin, 'imports.look', { id: left.id }), /missing/)
  assert.equal((await place.ask<Draft>(place.admin, 'imports.look', { id: fresh.id })).rowsTotal, 6)
})

test('what can’t be taken is refused in words before anything is kept', async () => {
  await using place = await installed()
  const seller = await place.person({ name: 'Boris', roleIds: [readyRoles.seller] })
  const key = (wanted: string) => (error: { key?: string }) => error.key === wanted
  await assert.rejects(
    place.ask(place.admin, 'imports.begin', { fileName: 'huge.csv', size: 2 * 1024 ** 3 }),
    key('error.import.size'),
  )
  const draft = await bring(place, deals)
  for (const method of ['imports.look', 'imports.drop'])
    await assert.rejects(place.ask(seller, method, { id: draft.id }), key('error.missing'))
  for (const method of ['imports.try', 'imports.run']) {
    await assert.rejects(place.ask(seller, method, { id: draft.id, plan: draft.plan }), key('error.missing'))
    await assert.rejects(
      place.ask(place.admin, method, {
        id: draft.id,
        plan: { ...draft.plan, columns: [{ column: 'Nowhere', place: 'deals.title' }] },
      }),
      key('error.import.columns'),
    )
  }
  const { id } = await place.ask<{ id: number }>(place.admin, 'imports.begin', { fileName: 'a.csv', size: 10 })
  await assert.rejects(place.ask(place.admin, 'imports.look', { id }), key('error.import.parts'))
  await place.ask(place.admin, 'imports.part', { id, position: 1, base64: 'YQ==' })
  await assert.rejects(place.ask(place.admin, 'imports.look', { id }), key('error.import.parts'))
  await place.ask(place.admin, 'imports.drop', { id })
  await assert.rejects(place.ask(place.admin, 'imports.look', { id }), key('error.missing'))
  assert.equal(await place.count('import_parts'), 0)
})

test('names that are not there are told with those they may have been meant for', async () => {
  await using place = await installed()
  for (const name of ['GTX Pro', 'GTX Basic', 'MG Special']) await place.ask(place.admin, 'products.create', { name })
  const draft = await bring(
    place,
    'opportunity_id,deal_stage,product,account\n1,New,GTXPro,\n2,Prospecting,GTX Basic,\n3,Won,GTXPro,A\n4,New,Hammer,\n',
  )
  const ask = async (column: string, plan = draft.plan) =>
    (await place.ask<{ values: ColumnValues | null }>(place.admin, 'imports.values', { id: draft.id, plan, column }))
      .values
  const products = (await ask('product'))!
  assert.deepEqual([products.to, products.distinct, products.unknown], ['products', 3, 2])
  assert.deepEqual(products.items, [
    { value: 'GTXPro', count: 2, name: null, near: ['GTX Pro'] },
    { value: 'Hammer', count: 1, name: null, near: [] },
    { value: 'GTX Basic', count: 1, name: 'GTX Basic', near: [] },
  ])
  const stages = (await ask('deal_stage'))!
  assert.deepEqual(
    stages.items.map(({ value, name }) => [value, name]),
    [
      ['Prospecting', null],
      ['New', 'New'],
      ['Won', 'Won'],
    ],
  )
  const decided = { ...draft.plan, values: { product: { GTXPro: 'GTX Pro' } } }
  assert.equal((await ask('product', decided))!.unknown, 1)
  assert.equal(await ask('opportunity_id'), null)
  const { values: fewer } = await place.ask<{ values: ColumnValues }>(place.admin, 'imports.values', {
    id: draft.id,
    plan: draft.plan,
    column: 'product',
    most: 1,
  })
  assert.deepEqual([fewer.items.map(({ value }) => value), fewer.distinct, fewer.unknown], [['GTXPro'], 3, 2])
  const seller = await place.person({ name: 'Boris', roleIds: [readyRoles.seller] })
  await assert.rejects(
    place.ask(seller, 'imports.values', { id: draft.id, plan: draft.plan, column: 'product' }),
    /missing/,
  )
})
