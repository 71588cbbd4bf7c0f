import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mappingOf, type PlanRecord } from '../../model/importPlan.ts'
import { bareShape } from '../../model/shape.ts'
import { dateOf, guessPlan, guessRecord, hasDecimalComma } from './guessing.ts'
import { columnsRead, demandMapping, mappingSchema, stepsOf, type Mapping } from './mapping.ts'
import type { FileRow } from './reading.ts'

const rowsOf = (lines: string[]): FileRow[] =>
  lines.map((line, i) => ({ number: i + 2, cells: line.split(';'), problem: null }))
const guessMapping = (header: string[], rows: FileRow[], record?: PlanRecord): Mapping =>
  mappingSchema.parse(mappingOf(guessPlan(header, rows, record)))
/** column → `record.field` */
function placesOf(mapping: Mapping): Record<string, string> {
  return Object.fromEntries(
    stepsOf(mapping).flatMap(({ record, columns, lines }) => [
      ...columns.map(({ column, field }) => [column, `${record}.${field}`]),
      ...(lines ?? []).flatMap(({ product, quantity, price }) => [
        ...(product ? [[product.column, 'lines.product']] : []),
        ...(typeof quantity === 'string' ? [] : [[quantity.column, 'lines.quantity']]),
        ...(price ? [[price.column, 'lines.price']] : []),
      ]),
    ]),
  ) as Record<string, string>
}

test('what the rows are is told by the headings of both languages', () => {
  for (const [header, record] of [
    ['opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value', 'deals'],
    ['account,sector,year_established,revenue,employees,office_location,subsidiary_of', 'companies'],
    ['product,series,sales_price', 'products'],
    ['Имя,Фамилия,Телефон,E-mail,Должность,Компания', 'contacts'],
    ['ID;Название сделки;Стадия;Сумма;Дата закрытия;Клиент;Ответственный', 'deals'],
    ['Наименование;ИНН;Отрасль;Сайт;Телефон', 'companies'],
    ['Артикул;Название;Цена;Раздел', 'products'],
  ] as const)
    assert.equal(guessRecord(header.split(/[,;]/)), record, header)
})

test('a Russian file of deals: client, contact, lines, dates and commas', () => {
  const header =
    'ID сделки;Название;Сумма;Дата закрытия;Клиент;Тел. контакта;Контакт;Товар;Кол-во;Цена;Стадия;Менеджер;Примечание 2'.split(
      ';',
    )
  const mapping = guessMapping(
    header,
    rowsOf([
      '24817;Рекуператоры;2 904 000,00;18.12.2025;ООО «СтройВектор»;8 (912) 640-18-55;Ирина Котова;Рекуператор;24;121 000,00;КП отправлено;Орлов Д. С.;',
      '24818;Градирня;3480000;05.11.2025;ИнжПроект-6;;;ПВУ2500;1;3480000;Отказ;Петрова И.;',
    ]),
  )
  assert.deepEqual(placesOf(mapping), {
    'ID сделки': 'deals.origin',
    Название: 'deals.title',
    Сумма: 'deals.amount',
    'Дата закрытия': 'deals.closeDate',
    Клиент: 'companies.name',
    'Тел. контакта': 'contacts.phones',
    Контакт: 'contacts.name',
    Товар: 'lines.product',
    'Кол-во': 'lines.quantity',
    Цена: 'lines.price',
    Стадия: 'deals.stageId',
    Менеджер: 'deals.ownerId',
    'Примечание 2': 'deals.comment',
  })
  const deals = stepsOf(mapping).at(-1)!
  assert.deepEqual(deals.columns.find(({ field }) => field === 'amount')!.as, { decimal: ',' })
  assert.deepEqual(deals.columns.find(({ field }) => field === 'closeDate')!.as, { date: 'DD.MM.YYYY' })
  assert.deepEqual(
    [deals.key, deals.repeated, deals.links],
    [['originator', 'origin'], 'lines', { companyId: 'company', contactIds: 'contact' }],
  )
  demandMapping(mapping, bareShape)
})

test('a deal without a title is named after the product and the client; what is not known is left out', () => {
  const header = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value,mood'.split(
    ',',
  )
  const mapping = guessMapping(header, rowsOf([]))
  const deals = stepsOf(mapping).at(-1)!
  assert.deepEqual(deals.templates, { title: ['{product} — {account}', '{product}'] })
  assert.deepEqual(mapping.leftOut, ['mood'])
  demandMapping(mapping, bareShape)
})

test('any headings give a mapping that holds, and each column is read or left out', () => {
  const words = 'id,name,stage,phone,email,company,product,price,сумма,имя,дата,"x",статус,клиент,№'.split(',')
  for (let i = 0; i < 2000; i++) {
    const header = [
      ...new Set(
        Array.from(
          { length: 1 + (i % 9) },
          (_, k) => `${words[(i * 7 + k * 5) % words.length]!}${i % 3 && k > 4 ? ' 2' : ''}`,
        ),
      ),
    ]
    for (const record of ['deals', 'contacts', 'companies', 'products'] as const) {
      const mapping = guessMapping(header, [], record)
      demandMapping(mapping, bareShape)
      const read = columnsRead(mapping)
      for (const column of header)
        assert.ok(read.includes(column) !== mapping.leftOut.includes(column), `${column} of ${header.join()}`)
    }
  }
})

test('days and decimal marks are told by the values', () => {
  assert.equal(dateOf(['18.12.2025', '31.11.2025']), 'DD.MM.YYYY')
  assert.equal(dateOf(['12/18/2025', '1/2/2025']), 'MM/DD/YYYY')
  assert.equal(dateOf(['1/2/2025', '18/2/2025']), 'DD/MM/YYYY')
  assert.equal(dateOf(['2025-01-31']), 'YYYY-MM-DD')
  assert.equal(dateOf(['18.12.25', '1.2.24']), 'DD.MM.YY')
  assert.equal(dateOf(['soon', '']), undefined)
  assert.equal(hasDecimalComma(['1 234,50', '12']), true)
  assert.equal(hasDecimalComma(['1,234.50', '1,000']), false)
  assert.equal(hasDecimalComma(['1.234,50', '2.000']), true)
  assert.equal(hasDecimalComma(['1,234,567', '1.5']), false)
  assert.equal(hasDecimalComma(['10,5 ₽', '7']), true)
})

test('where headings say nothing, the values do; a heading that is understood is never outdone', () => {
  const rows = rowsOf([
    'ivan@example.com;8 (912) 640-18-55;1 480 000,50;18.12.25;Новая;Вектор',
    'petr@example.com;+7 912 640-33-07;3 500,00;05.11.25;Новая;Заря',
  ])
  const named = new Map([
    ['e', 'stages'],
    ['f', 'companies'],
  ] as const)
  const plan = guessPlan(['a', 'b', 'c', 'd', 'e', 'f'], rows, undefined, named)
  assert.equal(plan.record, 'deals')
  assert.deepEqual(
    plan.columns.map(({ place, as }) => [place, as ?? null]),
    [
      ['contacts.emails', null],
      ['contacts.phones', null],
      ['deals.amount', { decimal: ',' }],
      ['deals.beginDate', { date: 'DD.MM.YY' }],
      ['deals.stageId', null],
      ['companies.name', null],
    ],
  )
  const headed = guessPlan(['Название', 'x', 'Сумма', 'Email контакта', 'y'], rows, 'deals', named)
  assert.deepEqual(
    headed.columns.map(({ place }) => place),
    ['deals.title', 'contacts.phones', 'deals.amount', 'contacts.emails', null],
  )
  // Numbers of something, and few of a kind, are nothing that may be told.
  const dull = guessPlan(['a', 'b'], rowsOf(['24817;one@example.com', '24818;soon', '24819;later']), 'deals')
  assert.deepEqual(
    dull.columns.map(({ place }) => place),
    [null, null],
  )
})

test('people by their phones and addresses are contacts, whatever the columns are called', () => {
  const rows = rowsOf(['Иван Петров;+79126401855;ivan@example.com', 'Пётр Орлов;+79126403307;petr@example.com'])
  assert.equal(guessRecord(['Колонка 1', 'Колонка 2', 'Колонка 3'], rows), 'contacts')
  assert.equal(guessRecord(['Название', 'Стадия', 'x'], rows), 'deals')
})
