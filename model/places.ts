import { Decimal } from 'decimal.js'

const Place = Decimal.clone({ precision: 400, toExpNeg: -400, toExpPos: 400 })

/**
 * A place between two neighbours of a column, as decimal text with as few digits as will do; null is the end of the
 * column. At the ends places go on by whole numbers, so that only inserting again and again at one spot makes them longer.
 */
export function placeBetween(above: string | null, below: string | null): string {
  if (above === null && below === null) return '0'
  if (above === null) return new Place(below!).ceil().minus(1).toFixed()
  if (below === null) return new Place(above).floor().plus(1).toFixed()
  const [a, b] = [new Place(above), new Place(below)]
  const middle = a.plus(b).div(2)
  for (let digits = 0; ; digits++) {
    const place = middle.toDecimalPlaces(digits)
    if (place.gt(a) && place.lt(b)) return place.toFixed()
    if (digits > 300) throw new RangeError('No place between equal neighbours')
  }
}
