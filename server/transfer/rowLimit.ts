import { AppError } from '../platform/errors.ts'

/** More would fill the memory of the server: empty cells between others take their place in it too. */
const [mostRows, mostCells] = [500_000, 10_000_000]

/** Refuses a table that is too long for its width. Throws AppError. */
export function demandFewRows(rows: number, width: number): void {
  const max = Math.min(mostRows, Math.floor(mostCells / Math.max(1, width)))
  if (rows > max) throw new AppError('invalid', 'error.import.rows', { max })
}
