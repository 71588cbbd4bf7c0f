import { crc32, deflateRawSync } from 'node:zlib'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** What a part is called beside what its table of contents says of it. */
export interface Lies {
  size?: number
}

/** A ZIP archive of some parts. */
export function zipOf(parts: Record<string, string | Buffer>, lies: Record<string, Lies> = {}): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const named = Buffer.from(name)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50)
    head.writeUInt16LE(8, 8)
    head.writeUInt16LE(named.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(crc32(bytes), 16)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(lies[name]?.size ?? bytes.length, 24)
    entry.writeUInt16LE(named.length, 28)
    entry.writeUInt32LE(at, 42)
    directory.push(entry, named)
    pieces.push(head, named, packed)
    at += head.length + named.length + packed.length
  }
  const table = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(Math.min(0xffff, Object.keys(parts).length), 8)
  end.writeUInt16LE(Math.min(0xffff, Object.keys(parts).length), 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, table, end])
}

export interface GivenSheet {
  name: string
  /** what stands in `sheetData` */
  rows: string
  after?: string
  state?: string
}

/** The parts of a workbook, written by hand. */
export function workbookParts(
  sheets: readonly GivenSheet[],
  options: { texts?: string; styles?: string; properties?: string } = {},
): Record<string, string> {
  const { texts, styles, properties = '' } = options
  const list = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${name}" sheetId="${String(i + 1)}" ${state ? `state="${state}" ` : ''}r:id="rId${String(i + 1)}"/>`,
  )
  const links = [
    ...sheets.map((_, i) => [`rId${String(i + 1)}`, 'worksheet', `worksheets/sheet${String(i + 1)}.xml`] as const),
    ...(texts === undefined ? [] : [['rIdT', 'sharedStrings', 'sharedStrings.xml'] as const]),
    ...(styles === undefined ? [] : [['rIdS', 'styles', '/xl/styles.xml'] as const]),
  ].map(([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`)
  return {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?>\n<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr ${properties}/><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}">${links.join('')}</Relationships>`,
    ...(texts === undefined ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${main}">${texts}</sst>` }),
    ...(styles === undefined ? {} : { 'xl/styles.xml': `<styleSheet xmlns="${main}">${styles}</styleSheet>` }),
    ...Object.fromEntries(
      sheets.map(({ rows, after = '' }, i) => [
        `xl/worksheets/sheet${String(i + 1)}.xml`,
        `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`,
      ]),
    ),
  }
}

export const workbook = (...given: Parameters<typeof workbookParts>): Buffer => zipOf(workbookParts(...given))

/** A row of texts, as strings of its own. */
export const textRow = (...cells: string[]): string =>
  `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`
