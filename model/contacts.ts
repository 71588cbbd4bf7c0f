import { channels, date, longText, record, ref, refs, taxNumber, term, text, textOfLinks, yesNo } from './fields.ts'

export const contacts = record(
  'contacts',
  {
    /** the whole name, made of its parts */
    name: text(400, { required: true, readonly: true, made: true }),
    firstName: text(120),
    middleName: text(120),
    lastName: text(120),
    jobTitle: text(255),
    typeId: term('contactType'),
    sourceId: term('source'),
    birthDate: date(),
    taxNumber: taxNumber(),
    phones: channels('phone'),
    emails: channels('email'),
    sites: channels('site'),
    messengers: channels('messenger'),
    companyIds: refs('companies'),
    /** what he does in each of his companies */
    positions: textOfLinks('companyIds', 255),
    ownerId: ref('users', { required: true, made: true }),
    opened: yesNo({ required: true, made: true }),
    observerIds: refs('users'),
    comment: longText(20_000),
  },
  {
    named: 'name',
    extendable: true,
    owned: true,
    searched: ['name', 'phones', 'emails', 'taxNumber'],
    actions: ['see', 'add', 'edit', 'assign', 'delete', 'import', 'export', 'layout'],
    follows: { firstName: 'name', middleName: 'name', lastName: 'name', positions: 'companyIds' },
    unlimited: ['ownerId'],
  },
)
