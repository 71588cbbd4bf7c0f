import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textRow, workbook } from '../test/workbooks.ts'
import { headOf, keptHead, readHead, readRows } from './reading.ts'

const table = (text: string) => text.split('/').map((line) => line.split(';'))
const csv = (text: string) =>
  Buffer.from(
    `${table(text)
      .map((cells) => cells.join(';'))
      .join('\n')}\n`,
  )
const xlsx = (text: string) =>
  workbook([
    {
      name: 'A',
      rows: table(text)
        .map((cells) => textRow(...cells))
        .join(''),
    },
  ])

const cases: readonly (readonly [what: string, rows: string, headings: number, header: string])[] = [
  ['headings', 'Название;Сумма/Котельная;10', 1, 'Название;Сумма'],
  ['headings of another kind', 'Foo;Bar/Котельная;10', 1, 'Foo;Bar'],
  ['one column', 'Name/Ivan/Petr', 1, 'Name'],
  ['headings that are years', 'Region;2024;2025/North;10;20', 1, 'Region;2024;2025'],
  [
    'a title above known headings',
    'Выгрузка сделок за год;;/Название;Сумма;Стадия/Насос;10;New',
    2,
    'Название;Сумма;Стадия',
  ],
  ['two titles above', 'Report;;/as of today;;/Deal;Amount;Stage/Pump;10;New', 3, 'Deal;Amount;Stage'],
  ['a title above headings nobody knows', 'Report;;/Foo;Bar;Baz/Pump;10;New', 2, 'Foo;Bar;Baz'],
  ['a note above rows of words alone', 'Pump;;/North;South;East/West;Up;Down', 1, 'Pump'],
  ['phones', 'Иван Петров;8 (912) 640-18-55/Пётр Орлов;8 (912) 640-33-07', 0, 'Колонка 1;Колонка 2'],
  ['emails', 'Name;ivan@example.com/Petr;petr@example.com', 0, 'Колонка 1;Колонка 2'],
  ['days', 'Насос;18.12.2025/Фильтр;05.11.2025', 0, 'Колонка 1;Колонка 2'],
  ['numbers, the second row wider', 'Насос;4821/Фильтр;100,50;x', 0, 'Колонка 1;Колонка 2;Колонка 3'],
  ['what stands in its column again', 'Pump;North/Filter;North', 0, 'Колонка 1;Колонка 2'],
  ['nothing but numbers', '7;12/8;15', 0, 'Колонка 1;Колонка 2'],
]

for (const [what, rows, headings, header] of cases)
  test(`where the headings are is told: ${what}`, async () => {
    for (const file of [csv(rows), xlsx(rows)]) {
      const head = await readHead(file, { header: 'recognised', language: 'ru' })
      assert.deepEqual([head.headings, head.header.join(';')], [headings, header])
      const kept = headOf({ ...keptHead(head), columns: head.header, mapping: { header: head.headings } })
      const numbers = (await readRows(file, kept)).map(({ number }) => number)
      const all = table(rows).map((_, i) => i + 1)
      assert.deepEqual(numbers, all.slice(headings))
    }
  })

test('which row holds the headings may be said; then it is so', async () => {
  for (const file of [csv('Name;Sum/Pump;10/Fan;20'), xlsx('Name;Sum/Pump;10/Fan;20')]) {
    const none = await readHead(file, { header: 0 })
    assert.deepEqual([none.header, (await readRows(file, none)).length], [['Column 1', 'Column 2'], 3])
    const second = await readHead(file, { header: 2 })
    assert.deepEqual(second.header, ['Pump', '10'])
    assert.deepEqual(
      (await readRows(file, second)).map(({ number, cells }) => [number, ...cells]),
      [[3, 'Fan', '20']],
    )
    await assert.rejects(readHead(file, { header: 9 }), /header/)
  }
})

test('lines before the headings count as a spreadsheet counts them', async () => {
  const file = Buffer.from('\n\n"Report, 2025"\n\nDeal;Amount\n"Pump\nand fan";10\n')
  const head = await readHead(file, { header: 'recognised' })
  assert.deepEqual([head.delimiter, head.headings, head.header], [';', 5, ['Deal', 'Amount']])
  assert.deepEqual(
    (await readRows(file, head)).map(({ number, cells }) => [number, ...cells]),
    [[6, 'Pump\nand fan', '10']],
  )
})
