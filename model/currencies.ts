import { currencyCode, decimal, integer, record, text, yesNo } from './fields.ts'

/** Currencies by ISO 4217 code. `rate` is today's price of one unit in the base currency; the base's own is 1. */
export const currencies = record(
  'currencies',
  {
    code: currencyCode({ required: true }),
    name: text(80, { required: true }),
    /** digits after the point in an amount: 2 for USD, 0 for JPY, 3 for KWD */
    decimals: integer({ min: 0, max: 4 }, { required: true, made: true }),
    base: yesNo({ required: true, readonly: true, made: true }),
    rate: decimal(8, { readonly: true }),
    position: integer({ min: 0 }, { required: true, made: true }),
  },
  { named: 'code', actions: ['edit'] },
)
