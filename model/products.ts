import { currencyCode, decimal, integer, longText, money, record, ref, term, text, yesNo } from './fields.ts'

export const productSections = record(
  'productSections',
  {
    name: text(120, { required: true }),
    parentId: ref('productSections'),
    position: integer({ min: 0 }, { required: true, made: true }),
  },
  { named: 'name', rightsOf: 'products' },
)

/** What a company sells. `price` is per unit, with up to four decimals. */
export const products = record(
  'products',
  {
    name: text(255, { required: true }),
    sectionId: ref('productSections'),
    article: text(80),
    price: money('currency'),
    currency: currencyCode({ required: true, made: true }),
    unitId: term('unit'),
    /** percent */
    taxRate: decimal(4),
    /** whether the price has the tax in it */
    taxIncluded: yesNo({ required: true, made: true }),
    active: yesNo({ required: true, made: true }),
    description: longText(20_000),
  },
  {
    named: 'name',
    extendable: true,
    searched: ['name', 'article'],
    actions: ['see', 'add', 'edit', 'delete', 'import', 'export', 'layout'],
    follows: { currency: 'price' },
  },
)
