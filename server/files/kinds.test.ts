import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fileView, mostPixels } from '../../model/files.ts'
import { cases } from '../test/app.ts'
import { kindOf } from './kinds.ts'
import { fileName, longestName } from './names.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
const pngOf = (width: number, height: number) => {
  const head = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', [0, 0, 0, 0, 0, 0, 0, 0, 8, 2])
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return head
}

test('what a file is, its bytes say', () => {
  const of = (head: Buffer) => {
    const { type, width, height } = kindOf(head)
    return width === null ? type : `${type} ${String(width)}×${String(height)}`
  }
  assert.equal(of(pngOf(640, 480)), 'image/png 640×480')
  assert.equal(of(bytes('GIF89a', [0x80, 2, 0xe0, 1])), 'image/gif 640×480')
  const jpeg = bytes(
    [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0],
    [0xff, 0xe1, 0, 6, 1, 2, 3, 4],
    [0xff, 0xff, 0xc2, 0, 11, 8, 1, 0xe0, 2, 0x80, 3, 0, 0],
  )
  assert.equal(of(jpeg), 'image/jpeg 640×480')
  assert.equal(
    of(bytes('RIFF\0\0\0\0WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0])),
    'image/webp 640×480',
  )
  assert.equal(of(bytes('RIFF\0\0\0\0WEBPVP8L', [0, 0, 0, 0, 0x2f, 0x7f, 0xc2, 0x77, 0])), 'image/webp 640×480')
  assert.equal(of(bytes('%PDF-1.7\n')), 'application/pdf')
  assert.equal(of(Buffer.from('Договор № 5\r\n')), 'text/plain')
  for (const active of [
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<!doctype html><script>',
    '<?xml version="1.0"?>',
  ])
    assert.equal(of(Buffer.from(active)), 'text/plain')
  assert.equal(of(bytes('PK\x03\x04')), 'application/octet-stream')
  // A page that begins like a picture is a picture, broken.
  assert.equal(of(bytes('GIF89a', '<script>alert(1)</script>')).startsWith('image/gif'), true)
})

test('a picture is looked at only if its size is known and bearable', () => {
  const view = (head: Buffer) => fileView(kindOf(head))
  assert.equal(view(pngOf(5000, 5000)), 'image')
  assert.equal(view(pngOf(mostPixels, 2)), null)
  assert.equal(view(pngOf(60_000, 60_000)), null)
  assert.equal(view(pngOf(0, 10)), null)
  assert.equal(view(pngOf(2 ** 32 - 1, 2 ** 32 - 1)), null)
  assert.equal(view(bytes('\x89PNG\r\n\x1a\n')), null)
  assert.equal(view(bytes([0xff, 0xd8, 0xff])), null)
})

test('no bytes break the look at them', () => {
  const begins = [
    '',
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    '\xff\xd8\xff',
    'RIFF\0\0\0\0WEBPVP8X',
    'RIFF\0\0\0\0WEBPVP8L',
    '%PDF-',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...begins), fc.uint8Array({ maxLength: 200 }), (begin, rest) => {
      const { width, height } = kindOf(bytes(begin, [...rest]))
      assert.equal(width === null, height === null)
    }),
    { numRuns: cases(2000) },
  )
})

test('a name is one line that says what it is', () => {
  assert.equal(fileName('Договор поставки.pdf'), 'Договор поставки.pdf')
  assert.equal(fileName('../../etc/passwd'), 'passwd')
  assert.equal(fileName('C:\\Users\\me\\offer.pdf'), 'offer.pdf')
  assert.equal(fileName('bill\u202Efdp.exe'), 'bill fdp.exe')
  assert.equal(fileName('a\0b\r\nc.txt'), 'a b  c.txt')
  assert.equal(fileName('..'), 'file')
  assert.equal(fileName('/'), 'file')
  assert.equal(fileName('\ud800.txt'), '\ufffd.txt')
  assert.equal(fileName('й'.normalize('NFD')), 'й')
  const long = fileName(`${'д'.repeat(300)}.docx`)
  assert.equal(long.length, longestName)
  assert.ok(long.endsWith('д.docx'))
})

test('whatever somebody calls a file, its name is whole, short, and can be sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (said) => {
      const name = fileName(said)
      assert.ok(name.length >= 1 && name.length <= longestName && name.isWellFormed())
      assert.doesNotMatch(name, /[\p{C}\p{Zl}\p{Zp}/\\]/u)
      assert.equal(fileName(name), name)
      encodeURIComponent(name)
    }),
    { numRuns: cases(2000) },
  )
})
