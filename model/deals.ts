import {
  choice,
  currencyCode,
  date,
  decimal,
  integer,
  longText,
  moment,
  money,
  record,
  ref,
  refs,
  tags,
  term,
  termOfLinks,
  text,
  yesNo,
} from './fields.ts'
import { meanings } from './pipelines.ts'

/** The process of selling something to a client. */
export const deals = record(
  'deals',
  {
    /** made up from the number when left empty */
    title: text(255, { required: true, made: true }),
    pipelineId: ref('pipelines', { required: true, made: true }),
    stageId: ref('stages', { required: true, made: true }),
    /** what the stage means; kept with the deal so that open deals are found by an index */
    state: choice(meanings, { required: true, readonly: true, made: true }),
    stageSince: moment({ required: true, readonly: true, made: true }),
    closedAt: moment({ readonly: true }),
    amount: money('currency', { sortedBy: 'amountBase' }),
    currency: currencyCode({ required: true, made: true }),
    /** the amount in the base currency: at today's rate while open, at the rate of the close day once closed */
    amountBase: money('', { readonly: true }),
    /** where the amount comes from: the product lines, or a person's hand */
    amountFrom: choice(['products', 'hand'], { required: true, made: true }),
    tax: money('currency', { readonly: true }),
    probability: integer({ min: 0, max: 100 }),
    typeId: term('dealType'),
    sourceId: term('source'),
    sourceText: text(255),
    beginDate: date(),
    closeDate: date(),
    ownerId: ref('users', { required: true, made: true }),
    opened: yesNo({ required: true, made: true }),
    observerIds: refs('users'),
    companyId: ref('companies'),
    contactIds: refs('contacts'),
    /** who of the contacts decides, pays, uses it */
    roles: termOfLinks('contactIds', 'contactRole'),
    /** deals that have to do with this one; it is among theirs too */
    relatedIds: refs('deals'),
    /** the client had already bought when this deal began */
    returnCustomer: yesNo({ required: true, readonly: true, made: true }),
    /** the client had already come, without buying, when this deal began */
    repeatedApproach: yesNo({ required: true, readonly: true, made: true }),
    tagIds: tags('tag'),
    comment: longText(20_000),
    info: longText(20_000),
    utmSource: text(255),
    utmMedium: text(255),
    utmCampaign: text(255),
    utmContent: text(255),
    utmTerm: text(255),
    /** the pair that names the deal in the system it came from */
    originator: text(120),
    origin: text(255),
    /** what is to be done next, and by when: kept with the deal so that deals are found and sorted by it */
    nextActivityId: ref('activities', { readonly: true }),
    nextActivityAt: moment({ readonly: true }),
    /** whether it is made anew by itself, and the day of the next time */
    repeats: choice(['going', 'paused'], { readonly: true }),
    repeatsOn: date({ readonly: true }),
    /** the deal that this one was made anew of, by itself */
    repeatOfId: ref('deals', { readonly: true }),
    /** the place in its column: the smaller stands higher */
    position: decimal(100, { required: true, readonly: true, made: true }),
  },
  {
    named: 'title',
    extendable: true,
    owned: true,
    searched: ['title', 'origin'],
    summed: 'amountBase',
    actions: ['see', 'add', 'edit', 'move', 'assign', 'delete', 'import', 'export', 'layout'],
    follows: {
      currency: 'amount',
      amountBase: 'amount',
      amountFrom: 'amount',
      tax: 'amount',
      roles: 'contactIds',
    },
    unlimited: [
      'pipelineId',
      'stageId',
      'state',
      'stageSince',
      'closedAt',
      'ownerId',
      'nextActivityId',
      'nextActivityAt',
      'repeats',
      'repeatsOn',
      'repeatOfId',
      'position',
    ],
  },
)
