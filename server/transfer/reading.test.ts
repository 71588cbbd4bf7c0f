import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../platform/errors.ts'
import { readHead, readRows, writeCsv } from './reading.ts'

const table = 'Название;Сумма;Когда\r\nООО «Ромашка»;1 054,50;31.12.2017\r\n'
const utf16 = (text: string, big = false) => {
  const bytes = Buffer.from(text, 'utf16le')
  return big ? bytes.swap16() : bytes
}
function cp1251(text: string): Buffer {
  const decoder = new TextDecoder('windows-1251')
  const codes = new Map(Array.from({ length: 256 }, (_, code) => [decoder.decode(Buffer.from([code])), code]))
  return Buffer.from(Array.from(text, (c) => codes.get(c)!))
}
const read = async (file: Buffer) => {
  const head = await readHead(file)
  return { ...head, rows: await readRows(file, head) }
}

describe('the same table is read however it is written', () => {
  const files: [string, Buffer, string][] = [
    ['UTF-8', Buffer.from(table), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 LE with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(table)]), 'utf-16le'],
    ['UTF-16 BE with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(table, true)]), 'utf-16be'],
    ['UTF-16 LE', utf16(table), 'utf-16le'],
    ['UTF-16 BE', utf16(table, true), 'utf-16be'],
    ['Windows-1251', cp1251(table), 'windows-1251'],
  ]
  for (const [name, file, encoding] of files) {
    test(name, async () => {
      const found = await read(file)
      assert.equal(found.encoding, encoding)
      assert.equal(found.delimiter, ';')
      assert.deepEqual(found.header, ['Название', 'Сумма', 'Когда'])
      assert.deepEqual(found.rows, [{ number: 2, cells: ['ООО «Ромашка»', '1 054,50', '31.12.2017'], problem: null }])
    })
  }
  test('Latin text in UTF-16 without a mark', async () => {
    assert.equal((await readHead(utf16('name,amount\nOne,1\n'))).encoding, 'utf-16le')
    assert.equal((await readHead(utf16('name,amount\nOne,1\n', true))).encoding, 'utf-16be')
  })
})

test('the delimiter is the one that divides the rows evenly, outside of quotation marks', async () => {
  for (const delimiter of [',', ';', '\t', '|'] as const) {
    const text = [
      ['a', 'b', 'c'],
      ['"1,5;2|3\t4"', '"x, y"', ''],
      ['2', '"1;2;3;4"', 'z'],
    ]
      .map((row) => row.join(delimiter))
      .join('\n')
    assert.equal((await readHead(Buffer.from(text))).delimiter, delimiter)
  }
  assert.equal((await readHead(Buffer.from('sep=|\nname,first|amount\n'))).delimiter, '|')
  assert.deepEqual((await readHead(Buffer.from('name\nOne\n'))).header, ['name'])
})

test('rows keep the numbers they have in a spreadsheet; what can’t be read is told apart', async () => {
  const { rows } = await read(
    Buffer.from('\n a ,b\r\n1,"x\ny ""z"""\r\n\r\n,\r\n2\r\n3,4,5\r\n4,5,,\n5,a\0b\n6,"never closed\n7,8\n'),
  )
  assert.deepEqual(
    rows.map(({ number, cells, problem }) => [number, cells.slice(0, 2), problem]),
    [
      [3, ['1', 'x\ny "z"'], null],
      [6, ['2'], 'ragged'],
      [7, ['3', '4'], 'ragged'],
      [8, ['4', '5'], null],
      [9, ['5', 'a\0b'], 'characters'],
      [10, ['6,"never closed\n7,8'], 'quote'],
    ],
  )
})

test('a file that can’t be read as a table is refused with a sentence', async () => {
  const key = async (file: Buffer) => {
    try {
      await readHead(file)
    } catch (error) {
      return error instanceof AppError ? error.key : error
    }
    return null
  }
  assert.equal(await key(Buffer.from('')), 'error.import.header')
  assert.equal(await key(Buffer.from('\ufeff\r\n\r\n')), 'error.import.header')
  assert.equal(await key(Buffer.from(';;;\n1;2;3;4\n')), 'error.import.header')
  assert.equal(await key(Buffer.from('1,2,3\n4,5,6\n')), 'error.import.header')
  assert.equal(await key(Buffer.from(`${'a,'.repeat(16_000)}b\n`)), 'error.import.columns.many')
  assert.equal(await key(Buffer.from('Name,amount,name\n')), 'error.import.header.twice')
  assert.equal(await key(Buffer.from('PK\x03\x04…')), 'error.import.damaged')
  assert.equal(await key(Buffer.alloc(50 * 1024 * 1024 + 1, 'a,b\n')), 'error.import.size')
})

test('what is written is read back as it was, and is no formula to a spreadsheet', async () => {
  const written = writeCsv([['a'], ['=1+1'], ['-5,5'], ['+7 (900) 1'], ["'@x"], ['＝x'], ['-x']], ';')
  assert.equal(written, "a\r\n'=1+1\r\n-5,5\r\n'+7 (900) 1\r\n''@x\r\n'＝x\r\n'-x\r\n")
  const text = fc.string({ unit: fc.constantFrom(...'ab1 ,;"\'\n\r=+-@\t|«ы') }).filter((s) => s.trim() !== '')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), async (cells) => {
      const file = Buffer.from(writeCsv([['one', 'two'], ...cells], ';'))
      const head = await readHead(file, { delimiter: ';' })
      assert.deepEqual(
        (await readRows(file, head)).map((row) => row.cells),
        cells,
      )
    }),
    { numRuns: process.env['TEST_LONG'] ? 3000 : 300 },
  )
})
