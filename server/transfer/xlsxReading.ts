import { posix } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { demandFewRows } from './rowLimit.ts'
import { kindOfFormat, type NumberKind } from './xlsxCells.ts'
import { clearMerged, mostText, SheetHandler, type Shared, type SheetRow } from './xlsxSheet.ts'
import { attribute, unescaped, XmlReader, type Handler } from './xlsxXml.ts'
import { partsOf, tooBig, unpacked, unreadable, type Part } from './xlsxZip.ts'

interface Sheet {
  name: string
  hidden: boolean
  part: Part
}
interface Workbook extends Shared {
  sheets: Sheet[]
}

/** The texts that the sheets of a workbook share. */
const mostTexts = 10_000_000

const known = new WeakMap<Buffer, Promise<Workbook>>()

/** A workbook without its sheets; opened once for as long as its file is held. Throws AppError. */
function openWorkbook(file: Buffer): Promise<Workbook> {
  let book = known.get(file)
  if (!book) known.set(file, (book = readWorkbook(file)))
  return book
}

/** The names of the sheets, and the first rows that hold something of one: the named one, else the first that is not empty. Throws AppError. */
export async function firstRows(
  file: Buffer,
  wanted: string | undefined,
  width: number,
  most: number,
): Promise<{ sheet: string; sheets: string[]; rows: SheetRow[] }> {
  const book = await openWorkbook(file)
  const sheets = book.sheets.map(({ name }) => name)
  const seen = book.sheets.filter(({ hidden }) => !hidden)
  const choice =
    wanted === undefined ? (seen.length ? seen : book.sheets) : book.sheets.filter(({ name }) => name === wanted)
  if (!choice.length) throw wanted === undefined ? unreadable() : noSheet(wanted, sheets)
  for (const { name, part } of choice) {
    const rows: SheetRow[] = []
    const xml = new XmlReader(new SheetHandler(book, width, (row) => rows.push(row)))
    for await (const piece of unpacked(file, part)) {
      xml.push(piece)
      if (rows.length >= most) break
    }
    if (rows.length) return { sheet: name, sheets, rows: rows.slice(0, most) }
  }
  return { sheet: choice[0]!.name, sheets, rows: [] }
}

/** All rows of a sheet that hold something. Throws AppError. */
export async function sheetRows(file: Buffer, name: string, width: number): Promise<SheetRow[]> {
  const book = await openWorkbook(file)
  const sheet = book.sheets.find((one) => one.name === name)
  if (!sheet)
    throw noSheet(
      name,
      book.sheets.map((one) => one.name),
    )
  const rows: SheetRow[] = []
  const handler = new SheetHandler(book, width, (row) => {
    demandFewRows(rows.push(row), width)
  })
  await readPart(file, sheet.part, handler)
  clearMerged(rows, handler.merged)
  return rows
}

const noSheet = (sheet: string, sheets: readonly string[]) =>
  new AppError('invalid', 'error.import.sheet', { sheet: sheet.slice(0, 100), sheets: sheets.join(', ').slice(0, 300) })

async function readWorkbook(file: Buffer): Promise<Workbook> {
  const parts = partsOf(file)
  if (parts.has('xl/workbook.bin')) throw new AppError('invalid', 'error.import.xls')
  const main =
    (await relations(file, parts, '')).find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const workbook = parts.get(main.toLowerCase())
  if (!workbook) throw unreadable()
  const links = await relations(file, parts, main)
  const partOf = (target: string | undefined) => (target === undefined ? undefined : parts.get(target.toLowerCase()))
  const linked = (type: string) => partOf(links.find((one) => one.type === type)?.target)

  let from1904 = false
  const found: { name: string; hidden: boolean; id: string }[] = []
  await readPart(
    file,
    workbook,
    starting((name, attributes) => {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '')
      if (name === 'sheet' && found.length < 1000)
        found.push({
          name: attribute(attributes, 'name') ?? '',
          hidden: (attribute(attributes, 'state') ?? 'visible') !== 'visible',
          id: attribute(attributes, 'id') ?? '',
        })
    }),
  )
  const sheets = found.flatMap(({ name, hidden, id }): Sheet[] => {
    const part = partOf(links.find((one) => one.id === id && one.type === 'worksheet')?.target)
    return part ? [{ name, hidden, part }] : []
  })
  const [styles, texts] = [linked('styles'), linked('sharedStrings')]
  return {
    sheets,
    from1904,
    kinds: styles ? await readStyles(file, styles) : [],
    texts: texts ? await readTexts(file, texts) : [],
  }
}

/** What a part points at: ids, the last words of the types, whole paths. */
async function relations(
  file: Buffer,
  parts: ReadonlyMap<string, Part>,
  of: string,
): Promise<{ id: string; type: string; target: string }[]> {
  const folder = posix.dirname(of) === '.' ? '' : posix.dirname(of)
  const part = parts.get(posix.join(folder, '_rels', `${posix.basename(of)}.rels`).toLowerCase())
  const found: { id: string; type: string; target: string }[] = []
  if (!part) return found
  await readPart(
    file,
    part,
    starting((name, attributes) => {
      if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External' || found.length > 10_000) return
      const target = attribute(attributes, 'Target') ?? ''
      found.push({
        id: attribute(attributes, 'Id') ?? '',
        type: (attribute(attributes, 'Type') ?? '').split('/').at(-1)!,
        target: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
      })
    }),
  )
  return found
}

async function readStyles(file: Buffer, part: Part): Promise<NumberKind[]> {
  const codes = new Map<number, string>()
  const used: number[] = []
  let cells = false
  await readPart(file, part, {
    open(name, attributes) {
      if (name === 'cellXfs') cells = true
      else if (name === 'numFmt')
        codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '')
      else if (name === 'xf' && cells) used.push(Number(attribute(attributes, 'numFmtId') ?? 0))
      return false
    },
    close(name) {
      if (name === 'cellXfs') cells = false
    },
    text: () => undefined,
  })
  return used.map((id) => kindOfFormat(id, codes.get(id)))
}

async function readTexts(file: Buffer, part: Part): Promise<string[]> {
  const texts: string[] = []
  let text = ''
  let length = 0
  let phonetic = false
  await readPart(file, part, {
    open(name) {
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic = true
      return name === 't' && !phonetic
    },
    text(more) {
      length += more.length
      if (length > mostText) throw tooBig()
      text += more
    },
    close(name) {
      if (name === 'rPh') phonetic = false
      if (name === 'si' && texts.push(unescaped(text)) > mostTexts) throw tooBig()
    },
  })
  return texts
}

const starting = (open: (name: string, attributes: string) => void): Handler => ({
  open(name, attributes) {
    open(name, attributes)
    return false
  },
  close: () => undefined,
  text: () => undefined,
})

async function readPart(file: Buffer, part: Part, handler: Handler): Promise<void> {
  const xml = new XmlReader(handler)
  for await (const piece of unpacked(file, part)) xml.push(piece)
  xml.end()
}
