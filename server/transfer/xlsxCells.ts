import { Decimal } from 'decimal.js'

/** What the format of a cell makes of its number. */
export type NumberKind = 'number' | 'percent' | 'date' | 'time'

/** The formats that every workbook has without saying so. */
const builtIn = (id: number): NumberKind => {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date'
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return 'time'
  return id === 9 || id === 10 ? 'percent' : 'number'
}

/** What a format is for, by its number or its own code: `dd.mm.yyyy`, `0.00%`, `#,##0.00\ "₽"`. */
export function kindOfFormat(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return builtIn(id)
  const signs = code
    .split(';')[0]!
    // Texts, escaped signs, fillers; colours, currencies and languages, but not elapsed hours.
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/general/gi, '')
  if (signs.includes('%')) return 'percent'
  if (/[yd]/i.test(signs)) return 'date'
  if (/[hs]/i.test(signs) && !/[0#?].*[eE][+-]/.test(signs)) return 'time'
  return /m/i.test(signs) ? 'date' : 'number'
}

/** The number of a cell as a text: without exponents, without what is beyond the precision of spreadsheets. */
export function numberText(written: string, kind: NumberKind, from1904: boolean): string {
  const number = Number(written)
  if (written.trim() === '' || !Number.isFinite(number)) return written
  if (kind === 'date' || kind === 'time') return momentText(number, kind, from1904) ?? written
  // A long number stands as it is written: it may name something.
  if (/^-?\d+$/.test(written) && kind === 'number') return written
  const exact = new Decimal(number.toPrecision(15))
  return (kind === 'percent' ? exact.mul(100) : exact).toFixed()
}

const daySeconds = 86_400

/** A day as ISO text, with its time if it has one; null where the number is no day. */
function momentText(serial: number, kind: 'date' | 'time', from1904: boolean): string | null {
  if (serial < 0) return null
  const seconds = Math.round(serial * daySeconds)
  const day = Math.floor(seconds / daySeconds)
  const clock = new Date((seconds % daySeconds) * 1000).toISOString().slice(11, 19)
  if (kind === 'time' && day === 0) return clock
  // The 29th of February 1900, the 60th day, is one that there never was.
  const since1970 = from1904 ? day - 24_107 : day < 60 ? day - 25_568 : day - 25_569
  if (since1970 > 2_932_896) return null
  const date = new Date(since1970 * daySeconds * 1000).toISOString().slice(0, 10)
  return clock === '00:00:00' ? date : `${date}T${clock}`
}
