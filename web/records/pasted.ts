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
 * A number as people write it, as decimal text: spaces and apostrophes between thousands, a comma or a point before the
 * fraction, a currency or a percent sign around it. Null if it is no number.
 */
export function writtenNumber(text: string): string | null {
  let plain = text.replace(/[\s\u00a0\u202f'’_]/g, '').replace(/^[^\d.,−-]+|[^\d.,]+$/gu, '').replace('−', '-')
  const [comma, point] = [plain.lastIndexOf(','), plain.lastIndexOf('.')]
  if (comma >= 0 && point >= 0) plain = comma > point ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '')
  else if (comma >= 0) {
    // "1,234,567" has thousands, "1,5" has a fraction; "1,234" is read as people with a decimal comma write it.
    plain = plain.indexOf(',') !== comma ? plain.replaceAll(',', '') : plain.replace(',', '.')
  } else if (point >= 0 && plain.indexOf('.') !== point) plain = plain.replaceAll('.', '')
  const found = /^(-?)0*(\d*)(?:\.(\d*))?$/.exec(plain)
  if (!found || (!found[2] && !found[3] && !/\d/.test(plain))) return null
  const fraction = found[3] ? `.${found[3]}` : ''
  return `${found[1]}${found[2] || '0'}${fraction}`
}
