import { channels, currencyCode, integer, longText, money, record, ref, refs, term, text, yesNo } from './fields.ts'

export const companies = record(
  'companies',
  {
    name: text(255, { required: true }),
    typeId: term('companyType'),
    industryId: term('industry'),
    parentId: ref('companies'),
    employees: integer({ min: 0 }),
    revenue: money('revenueCurrency'),
    revenueCurrency: currencyCode(),
    address: text(500),
    phones: channels('phone'),
    emails: channels('email'),
    sites: channels('site'),
    messengers: channels('messenger'),
    ownerId: ref('users', { required: true, made: true }),
    opened: yesNo({ required: true, made: true }),
    observerIds: refs('users'),
    comment: longText(20_000),
  },
  {
    named: 'name',
    owned: true,
    searched: ['name', 'phones', 'emails'],
    actions: ['see', 'add', 'edit', 'assign', 'delete', 'import', 'export'],
    follows: { revenueCurrency: 'revenue' },
    unlimited: ['ownerId'],
  },
)
