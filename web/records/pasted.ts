import type { Language } from '../../model/users.ts'

/** The cells of a table copied from a spreadsheet: tab-separated, quoted where a cell holds a tab, a quote or a line break. */
export function pastedCells(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const endCell = () => {
    rows.at(-1)!.push(cell.trim())
    cell = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]!
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t') endCell()
    else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++
      endCell()
      rows.push([])
    } else cell += c
  }
  endCell()
  return rows.filter((row) => row.some((value) => value !== ''))
}

/**
 * A number as people write it, as decimal text: spaces between thousands, a comma or a point before the fraction, a
 * currency, a percent sign or pieces around it. `1,234` is a thousand and more in English, one and a bit in Russian. Null
 * if it is no number, or more than one.
 */
export function writtenNumber(text: string, language: Language): string | null {
  const found = /^(\D*?)([-−]?[\d.,]*\d)(\D*)$/.exec(text.replace(/[\s\u00a0\u202f'’_]/g, ''))
  if (!found || !isUnit(found[1]!) || !isUnit(found[3]!)) return null
  let plain = found[2]!.replace('−', '-')
  const [comma, point] = [plain.lastIndexOf(','), plain.lastIndexOf('.')]
  const thousands = /^-?\d{1,3}(,\d{3})+$/.test(plain)
  if (comma >= 0 && point >= 0)
    plain = comma > point ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '')
  else if (thousands && (language === 'en' || plain.indexOf(',') !== comma)) plain = plain.replaceAll(',', '')
  else if (/^-?\d{1,3}(\.\d{3}){2,}$/.test(plain)) plain = plain.replaceAll('.', '')
  else plain = plain.replace(',', '.')
  const parts = /^(-?)0*(\d*)(?:\.(\d*))?$/.exec(plain)
  if (!parts) return null
  const fraction = (parts[3] ?? '').replace(/0+$/, '')
  return `${parts[1]!}${parts[2] || '0'}${fraction ? `.${fraction}` : ''}`
}

/** Signs of currencies and percent, codes of three letters, and how roubles and pieces are written short. */
const isUnit = (text: string) =>
  /^(?:[\p{Sc}%.,]*|[a-z]{3}\.?|r|руб(?:л(?:ь|я|ей))?\.?|р\.?|шт\.?|kr\.?|zł|kč|ft)$/iu.test(text)
