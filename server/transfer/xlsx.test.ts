import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../platform/errors.ts'
import { textRow, workbook, workbookParts, zipOf } from '../test/workbooks.ts'
import { cases } from '../test/app.ts'
import type { Cell } from './exportColumns.ts'
import { readHead, readRows } from './reading.ts'
import { kindOfFormat, numberText } from './xlsxCells.ts'
import { XlsxWriter } from './xlsxWriting.ts'

const read = async (file: Buffer, sheet?: string) => {
  const head = await readHead(file, { sheet })
  return { ...head, rows: await readRows(file, head) }
}
const cellsOf = async (file: Buffer, sheet?: string) => (await read(file, sheet)).rows.map(({ cells }) => cells)
const sheet = (rows: string, after = '') => [{ name: 'Sheet', rows, after }]
const refusal = async (file: Buffer, given = {}) => {
  try {
    await readRows(file, await readHead(file, given))
  } catch (error) {
    return error instanceof AppError ? error.key : error
  }
  return null
}

test('types are kept: leading zeros, long numbers, truth, errors, formulas by what they came to', async () => {
  const head = textRow('a', 'b', 'c', 'd', 'e', 'f')
  const row = `<row r="5"><c r="A5" t="s"><v>0</v></c><c r="B5"><v>1.2E+15</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="str"><f>A1&amp;"x"</f><v>came &lt;to&gt;</v></c><c r="E5"><f>1/3</f><v>0.30000000000000004</v></c><c r="F5"><v>12345678901234567</v></c></row>`
  const more = `<row r="9"><c r="B9" t="e"><v>#N/A</v></c><c r="F9" t="s"><v>1</v></c></row>`
  const texts =
    '<si><t xml:space="preserve"> 007</t></si><si><r><rPr><b/></rPr><t>bold</t></r><r><t xml:space="preserve"> plain</t></r><rPh sb="0" eb="1"><t>spoken</t></rPh></si>'
  const found = await read(workbook(sheet(head + row + more), { texts }))
  assert.deepEqual(found.header, ['a', 'b', 'c', 'd', 'e', 'f'])
  assert.deepEqual(found.rows, [
    {
      number: 5,
      cells: [' 007', '1200000000000000', 'true', 'came <to>', '0.3', '12345678901234567'],
      problem: null,
    },
    { number: 9, cells: ['', '#N/A', '', '', '', 'bold plain'], problem: null },
  ])
})

describe('days', () => {
  const styles = `<numFmts count="2"><numFmt numFmtId="164" formatCode="[$-419]dd\\.mm\\.yyyy;@"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs>`
  const row = [
    [1, '46349'],
    [2, '46349'],
    [3, '46349.75'],
    [4, '46349'],
    [5, '0.2'],
    [1, '1'],
    [1, '60'],
  ].map(([style, value]) => `<c s="${String(style)}"><v>${String(value)}</v></c>`)
  const rows = `${textRow('a', 'b', 'c', 'd', 'e', 'f', 'g')}<row>${row.join('')}</row>`
  test('of the system from 1900', async () => {
    assert.deepEqual(await cellsOf(workbook(sheet(rows), { styles })), [
      ['2026-11-23', '2026-11-23', '2026-11-23T18:00:00', '46349', '20', '1900-01-01', '1900-02-28'],
    ])
  })
  test('of the system from 1904', async () => {
    const [cells] = await cellsOf(workbook(sheet(rows), { styles, properties: 'date1904="1"' }))
    assert.deepEqual(cells!.slice(0, 2), ['2030-11-24', '2030-11-24'])
    assert.equal(cells![5], '1904-01-02')
  })
  test('formats are told by their code', () => {
    const kinds = [
      'General',
      '0.00',
      'yyyy-mm-dd',
      'mmm yy',
      '[h]:mm',
      '[Red]0',
      '0%',
      '0.00E+00',
      '"day" 0',
      'h:mm AM/PM',
    ]
    assert.deepEqual(
      kinds.map((code) => kindOfFormat(164, code)),
      ['number', 'number', 'date', 'date', 'time', 'number', 'percent', 'number', 'number', 'time'],
    )
    assert.equal(numberText('0.5', 'time', false), '12:00:00')
    assert.equal(numberText('-1', 'date', false), '-1')
    assert.equal(numberText('1E400', 'number', false), '1E400')
  })
})

test('of several sheets the named one is read, else the first that is seen and not empty', async () => {
  const file = workbook([
    { name: 'Hidden', rows: textRow('secret'), state: 'hidden' },
    { name: 'Empty', rows: '<row r="1"/>' },
    { name: 'Deals &amp; more', rows: textRow('title') + textRow('One') },
    { name: 'Other', rows: textRow('name') + textRow('Two') },
  ])
  const { header, sheet: name, sheets, rows } = await read(file)
  assert.deepEqual([header, name, rows[0]!.cells], [['title'], 'Deals & more', ['One']])
  assert.deepEqual(sheets, ['Hidden', 'Empty', 'Deals & more', 'Other'])
  assert.deepEqual((await read(file, 'Other')).rows[0]!.cells, ['Two'])
  assert.equal(await refusal(file, { sheet: 'Nothing' }), 'error.import.sheet')
  assert.equal(await refusal(file, { sheet: 'Empty' }), 'error.import.header')
})

test('merged cells have their value in the first; a million empty rows are no rows', async () => {
  const merged = '<mergeCells><mergeCell ref="A2:B3"/><mergeCell ref="A1:XFD1"/></mergeCells>'
  const rows = textRow('a', 'b') + textRow('1', 'under') + textRow('under', 'under') + textRow('4', '5')
  assert.deepEqual(await cellsOf(workbook(sheet(rows, merged))), [
    ['1', ''],
    ['', ''],
    ['4', '5'],
  ])
  const empty = Array.from(
    { length: 1_000_000 },
    (_, i) => `<row r="${String(i + 3)}" spans="1:9"><c r="A${String(i + 3)}" s="1"/></row>`,
  )
  const started = performance.now()
  const found = await read(workbook(sheet(textRow('a') + textRow('1') + empty.join(''))))
  assert.deepEqual(found.rows, [{ number: 2, cells: ['1'], problem: null }])
  assert.ok(performance.now() - started < 10_000)
})

test('a row with more than the header is told, and keeps its number', async () => {
  const rows = `${textRow('a', 'b')}<row r="7"><c r="A7"><v>1</v></c><c r="D7"><v>2</v></c></row>`
  assert.deepEqual((await read(workbook(sheet(rows)))).rows, [{ number: 7, cells: ['1', '', '…'], problem: 'ragged' }])
})

describe('what is no table is refused with a sentence', () => {
  const ole = (inside: string) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from(inside, 'utf16le'),
      Buffer.alloc(600),
    ])
  const wide = `<row>${Array.from({ length: 16_384 }, (_, i) => `<c t="inlineStr"><is><t>c${String(i)}</t></is></c>`).join('')}</row>`
  const parts = workbookParts(sheet(textRow('a')))
  const files: [string, Buffer, string][] = [
    ['an old workbook', ole('Workbook'), 'error.import.xls'],
    ['a protected one', ole('EncryptedPackage'), 'error.import.protected'],
    ['a web page', Buffer.from('\ufeff\r\n<HTML><body><table><tr><td>a</td></tr></table>'), 'error.import.markup'],
    ['XML', Buffer.from('<?xml version="1.0"?><ss:Workbook xmlns:ss="x"/>'), 'error.import.markup'],
    ['another archive', zipOf({ 'content.xml': '<x/>', mimetype: 'application/vnd.oasis' }), 'error.import.workbook'],
    ['a binary workbook', zipOf({ 'xl/workbook.bin': 'x' }), 'error.import.xls'],
    ['too many columns', workbook(sheet(wide)), 'error.import.columns.many'],
    ['a heading twice', workbook(sheet(textRow('Name', 'x', 'name'))), 'error.import.header.twice'],
    ['no header', workbook(sheet('<row><c><v>1</v></c><c><v>2</v></c></row>')), 'error.import.header'],
    ['nothing', workbook(sheet('')), 'error.import.header'],
    ['half a file', workbook(sheet(textRow('a'))).subarray(0, 400), 'error.import.damaged'],
    [
      'half a sheet',
      zipOf({ ...parts, 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${textRow('a')}` }),
      'error.import.damaged',
    ],
    ['an unknown entity', workbook(sheet(textRow('a') + textRow('&nothing;'))), 'error.import.damaged'],
  ]
  for (const [name, file, key] of files) test(name, async () => assert.equal(await refusal(file), key))
})

describe('what is made to hurt is refused within two seconds and 100 MB', () => {
  const head = workbookParts(sheet(textRow('a')))
  const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${String(i + 1)} "${`&lol${i ? String(i) : ''};`.repeat(10)}">`).join('')}]>`
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`x/${String(i)}`, '']))
  const big = Buffer.alloc(60_000_000, ' ')
  const files: [string, () => Buffer][] = [
    ['a bomb', () => zipOf({ ...head, 'xl/worksheets/sheet1.xml': big })],
    [
      'a bomb that lies',
      () => zipOf({ ...head, 'xl/worksheets/sheet1.xml': big }, { 'xl/worksheets/sheet1.xml': { size: 1000 } }),
    ],
    [
      'a bomb of shared texts',
      () => zipOf({ ...workbookParts(sheet(textRow('a')), { texts: '' }), 'xl/sharedStrings.xml': big }),
    ],
    ['100 000 parts', () => zipOf({ ...head, ...many })],
    [
      'billion laughs',
      () =>
        zipOf({ ...head, 'xl/worksheets/sheet1.xml': `<?xml version="1.0"?>${laughs}<worksheet>&lol9;</worksheet>` }),
    ],
    [
      'another file',
      () =>
        zipOf({
          ...head,
          'xl/worksheets/sheet1.xml':
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>',
        }),
    ],
    [
      'a declaration from outside',
      () => zipOf({ ...head, 'xl/workbook.xml': '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><workbook/>' }),
    ],
    ['depth', () => zipOf({ ...head, 'xl/worksheets/sheet1.xml': '<a>'.repeat(1_000_000) })],
    [
      'an endless tag',
      () =>
        zipOf({
          ...head,
          'xl/worksheets/sheet1.xml': `<worksheet ${Array.from({ length: 300_000 }, (_, i) => `a${String(i)}="${String(i * 7919)}"`).join(' ')}/>`,
        }),
    ],
    [
      'a name that climbs',
      () =>
        zipOf({
          ...head,
          'xl/_rels/workbook.xml.rels':
            '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>',
        }),
    ],
  ]
  for (const [name, make] of files)
    test(name, async () => {
      const file = make()
      const before = process.memoryUsage.rss()
      const started = performance.now()
      assert.match(String(await refusal(file)), /^error\.import\.(packed|damaged|workbook)$/)
      assert.ok(performance.now() - started < 2000, `${String(performance.now() - started)} ms`)
      assert.ok(process.memoryUsage.rss() - before < 100_000_000)
    })
})

test('whatever is damaged in a file, it is read or refused', async () => {
  const file = workbook(sheet(textRow('a', 'b') + textRow('1', '2')), { texts: '<si><t>x</t></si>' })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
      async (changes) => {
        const damaged = Buffer.from(file)
        for (const [at, byte] of changes) damaged[at] = byte
        const found = await refusal(damaged)
        assert.ok(found === null || typeof found === 'string', String(found))
      },
    ),
    { numRuns: cases(300) },
  )
})

/** A workbook as an export writes it. */
async function written(headings: readonly string[], rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  const pieces: Buffer[] = []
  const book = new XlsxWriter((piece) => Promise.resolve(void pieces.push(Buffer.from(piece))), 'Sheet & "more"')
  await book.begin(headings.map((heading) => ({ heading, kind: 'text' })))
  await book.rows(rows)
  await book.end()
  return Buffer.concat(pieces)
}

test('what is written is read back as it was', async () => {
  const signs = 'ab1 ,;"\'\n\r\t\u0001<>&=+-@_x000A_|«ы😀＝'
  const text = fc.string({ unit: fc.constantFrom(...signs) }).filter((one) => one.trim() !== '')
  const cell = fc.oneof(
    text.map((one): [Cell, string] => [one, one]),
    fc
      .tuple(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), fc.nat({ max: 4 }))
      .map(([whole, scale]): [Cell, string] => {
        const sign = whole < 0n ? '-' : ''
        const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0')
        const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
        const exact = `${sign}${digits.slice(0, digits.length - scale)}${scale && fraction ? `.${fraction}` : ''}`
        return [{ kind: 'money', text: exact }, exact === '-0' ? '0' : exact]
      }),
    fc
      .date({ min: new Date('0002-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
      .map((at): [Cell, string] => [
        { kind: 'date', text: at.toISOString().slice(0, 10) },
        at.toISOString().slice(0, 10),
      ]),
    fc
      .date({ min: new Date('1901-01-01'), max: new Date('9999-12-30'), noInvalidDate: true })
      .map((at) => `${at.toISOString().slice(0, 17)}01`)
      .map((moment): [Cell, string] => [{ kind: 'moment', text: moment }, moment]),
    fc.constant<[Cell, string]>([null, '']),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          text.map((one): [Cell, string] => [one, one]),
          cell,
          cell,
        ),
        { minLength: 1, maxLength: 20 },
      ),
      async (rows) => {
        const file = await written(
          ['one', 'two', 'three'],
          rows.map((row) => row.map(([given]) => given)),
        )
        assert.deepEqual(
          await cellsOf(file),
          rows.map((row) => row.map(([, wanted]) => wanted)),
        )
      },
    ),
    { numRuns: cases(200) },
  )
})
