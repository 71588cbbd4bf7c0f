import { promisify } from 'node:util'
import { constants, crc32, deflateRaw } from 'node:zlib'
import type { Kind } from '../../model/fields.ts'
import type { Put } from '../platform/download.ts'
import type { Cell } from './exportColumns.ts'

const deflate = promisify<Buffer, object, Buffer>(deflateRaw)

/** A ZIP archive that is written from its beginning to its end, in memory of one piece. */
class ZipWriter {
  #put: Put
  #at = 0
  #entries: { name: Buffer; crc: number; packed: number; size: number; at: number }[] = []
  constructor(put: Put) {
    this.#put = put
  }
  async #write(bytes: Buffer): Promise<void> {
    this.#at += bytes.length
    await this.#put(bytes)
  }
  async begin(name: string): Promise<void> {
    const entry = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, at: this.#at }
    this.#entries.push(entry)
    // Sizes are told behind the data: bit 3. Names are UTF-8: bit 11.
    await this.#write(
      Buffer.concat([
        fields([4, 0x04034b50], ...common, [4, 0], [4, 0], [4, 0], [2, entry.name.length], [2, 0]),
        entry.name,
      ]),
    )
  }
  /** Each piece is packed by itself and ends at a whole byte: they follow one another as one stream. */
  async add(text: string): Promise<void> {
    const entry = this.#entries.at(-1)!
    const bytes = Buffer.from(text)
    const packed = await deflate(bytes, { level: 4, finishFlush: constants.Z_SYNC_FLUSH })
    entry.crc = crc32(bytes, entry.crc)
    entry.size += bytes.length
    entry.packed += packed.length
    await this.#write(packed)
  }
  async finish(): Promise<void> {
    const entry = this.#entries.at(-1)!
    const last = Buffer.from([3, 0])
    entry.packed += last.length
    await this.#write(
      Buffer.concat([last, fields([4, 0x08074b50], [4, entry.crc], [4, entry.packed], [4, entry.size])]),
    )
  }
  async whole(name: string, text: string): Promise<void> {
    await this.begin(name)
    await this.add(text)
    await this.finish()
  }
  async end(): Promise<void> {
    const at = this.#at
    for (const { name, crc, packed, size, at: from } of this.#entries)
      await this.#write(
        Buffer.concat([
          fields(
            [4, 0x02014b50],
            [2, 20],
            ...common,
            [4, crc],
            [4, packed],
            [4, size],
            [2, name.length],
            [2, 0],
            [2, 0],
            [2, 0],
            [2, 0],
            [4, 0],
            [4, from],
          ),
          name,
        ]),
      )
    const count = this.#entries.length
    await this.#write(
      fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, this.#at - at], [4, at], [2, 0]),
    )
  }
}
/** Version, flags, method, time and day. */
const common: readonly [2 | 4, number][] = [
  [2, 20],
  [2, 0x0808],
  [2, 8],
  [2, 0],
  [2, 0x21],
]

function fields(...list: readonly (readonly [2 | 4, number])[]): Buffer {
  const bytes = Buffer.alloc(list.reduce((sum, [size]) => sum + size, 0))
  let at = 0
  for (const [size, value] of list) at = size === 2 ? bytes.writeUInt16LE(value, at) : bytes.writeUInt32LE(value, at)
  return bytes
}

/** A spreadsheet has no more rows. */
export const mostRows = 1_048_576
const longestText = 32_767

/** The places of the styles in `styles`. */
const style = { heading: 1, text: 2, date: 3, moment: 4, number: 0, money: 5 } as const

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

// Texts have the format "text": what looks like a formula stays a text even when its cell is edited.
const styles = `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00##"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6">${[
  'numFmtId="0" fontId="0"',
  'numFmtId="49" fontId="1" applyFont="1" applyNumberFormat="1"',
  'numFmtId="49" fontId="0" applyNumberFormat="1"',
  'numFmtId="14" fontId="0" applyNumberFormat="1"',
  'numFmtId="22" fontId="0" applyNumberFormat="1"',
  'numFmtId="164" fontId="0" applyNumberFormat="1"',
]
  .map((one) => `<xf ${one} fillId="0" borderId="0" xfId="0"/>`)
  .join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const widths: Partial<Record<Kind, number>> = {
  id: 8,
  integer: 12,
  money: 16,
  decimal: 12,
  currency: 9,
  date: 12,
  moment: 18,
  yesNo: 9,
}

/** A workbook, written row by row; what goes beyond the rows of one sheet goes on in the next. */
export class XlsxWriter {
  #zip: ZipWriter
  #title: string
  #columns: readonly { heading: string; kind: Kind }[] = []
  #letters: string[] = []
  #sheets = 0
  #row = 0
  #text = ''
  constructor(put: Put, title: string) {
    this.#zip = new ZipWriter(put)
    this.#title = title
  }
  async begin(columns: readonly { heading: string; kind: Kind }[]): Promise<void> {
    this.#columns = columns
    this.#letters = columns.map((_, i) => columnName(i))
    await this.#beginSheet()
  }
  async rows(rows: readonly (readonly Cell[])[]): Promise<void> {
    for (const cells of rows) {
      if (this.#row === mostRows) {
        await this.#endSheet()
        await this.#beginSheet()
      }
      this.#add(cells)
      if (this.#text.length > 200_000) await this.#flush()
    }
  }
  async end(): Promise<void> {
    await this.#endSheet()
    const numbers = Array.from({ length: this.#sheets }, (_, i) => i + 1)
    const names = numbers.map((n) => (n === 1 ? this.#title : `${this.#title} ${String(n)}`))
    await this.#zip.whole('xl/styles.xml', styles)
    await this.#zip.whole(
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbers.map((n, i) => `<sheet name="${escaped(names[i]!)}" sheetId="${String(n)}" r:id="rId${String(n)}"/>`).join('')}</sheets></workbook>`,
    )
    await this.#zip.whole(
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${packages}/relationships">${numbers.map((n) => `<Relationship Id="rId${String(n)}" Type="${office}/worksheet" Target="worksheets/sheet${String(n)}.xml"/>`).join('')}<Relationship Id="rId${String(this.#sheets + 1)}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    )
    await this.#zip.whole(
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    )
    await this.#zip.whole(
      '[Content_Types].xml',
      `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${String(n)}.xml" ContentType="${types}.worksheet+xml"/>`).join('')}</Types>`,
    )
    await this.#zip.end()
  }

  async #beginSheet(): Promise<void> {
    this.#sheets++
    this.#row = 0
    const columns = this.#columns.map(
      ({ kind }, i) =>
        `<col min="${String(i + 1)}" max="${String(i + 1)}" width="${String(widths[kind] ?? 26)}" customWidth="1"/>`,
    )
    await this.#zip.begin(`xl/worksheets/sheet${String(this.#sheets)}.xml`)
    this.#text = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>`
    this.#add(
      this.#columns.map(({ heading }) => heading),
      style.heading,
    )
  }
  async #endSheet(): Promise<void> {
    this.#text += `</sheetData><autoFilter ref="A1:${this.#letters.at(-1)!}${String(this.#row)}"/></worksheet>`
    await this.#flush()
    await this.#zip.finish()
  }
  async #flush(): Promise<void> {
    const text = this.#text
    this.#text = ''
    await this.#zip.add(text)
  }
  #add(cells: readonly Cell[], textStyle: number = style.text): void {
    const row = String(++this.#row)
    let text = `<row r="${row}">`
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]
      if (cell === null || cell === undefined || cell === '') continue
      const typed = typeof cell === 'string' ? null : typedValue(cell)
      if (typed !== null)
        text += `<c r="${this.#letters[i]!}${row}" s="${String(style[(cell as { kind: keyof typeof style }).kind])}"><v>${typed}</v></c>`
      else {
        const plain = typeof cell === 'string' ? cell : cell.text
        text += `<c r="${this.#letters[i]!}${row}" s="${String(textStyle)}" t="inlineStr"><is><t xml:space="preserve">${escaped(plain.slice(0, longestText))}</t></is></c>`
      }
    }
    this.#text += `${text}</row>`
  }
}

/** A: 0, Z: 25, AA: 26. */
export function columnName(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : columnName(Math.floor(at / 26) - 1) + last
}

/** A number that a spreadsheet keeps exactly; null: it stays a text. */
function typedValue({ kind, text }: Exclude<Cell, null | string>): string | null {
  if (kind === 'date' || kind === 'moment') {
    // Before March 1900 spreadsheets count days that there never were.
    if (text < '1900-03-01') return null
    const at = Date.parse(`${text.length > 10 ? text : `${text}T00:00:00`}Z`)
    return String(Math.round((at / 86_400_000 + 25_569) * 1e9) / 1e9)
  }
  const digits = text.replace(/^-/, '').replace(/^0+(?=\d)/, '')
  return digits.replace('.', '').replace(/^0+/, '').length > 15 ? null : text
}

const special: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as XML. What XML can't hold is written as spreadsheets do: `_x000D_`. */
export function escaped(text: string): string {
  if (!/[&<>"\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/.test(text)) return text
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>"]/g, (sign) => special[sign]!)
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
}
