import type { RecordName } from '../../model/records.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { currencyDecimals } from '../currencies/money.ts'
import { baseCurrency } from '../records/rates.ts'
import { createDeals } from '../deals/creating.ts'
import type { Context } from '../platform/method.ts'
import { createRecords, type NewOf } from '../records/change.ts'
import { ageCatalogue, writePast } from './past.ts'
import { tell, type Story } from './story.ts'
import {
  countsOf,
  hire,
  knownTerms,
  markRotten,
  ownPipeline,
  servicePipeline,
  stock,
  tagIds,
  type Stage,
  type TermOf,
} from './surroundings.ts'
import type { Word } from './terms.ts'
import type { Place, Sale, Who } from './told.ts'

/** What has been made, to be taken out again. */
export interface Loaded {
  records: { record: RecordName; id: number }[]
  /** stages of the person's own pipeline that have been given a number of days after which a deal is rotten */
  rotten: Record<number, number>
  /** the events that tell of these */
  traces: number[]
}

/**
 * Makes the demo data in the transaction of `ctx`, as the person who asked for it: by the same functions that write what
 * people enter, so that sums, search and rights are right; then gives it the past that it is to have. `told` hears how
 * far it has come, from 0 to 1.
 */
export async function loadDemo(ctx: Context, told: (share: number) => Promise<void>): Promise<Loaded> {
  const { language } = ctx.actor
  const made: Loaded['records'] = []
  const mark = (record: RecordName, ids: readonly number[]) => {
    made.push(...ids.map((id) => ({ record, id })))
    return [...ids]
  }
  const currency = await baseCurrency(ctx)
  const decimals = (await currencyDecimals(ctx)).get(currency) ?? 2

  const people = await hire(ctx, mark)
  const own = await ownPipeline(ctx)
  const { rotten, traces } = own ? await markRotten(ctx, own) : { rotten: {}, traces: [] }
  const service = await servicePipeline(ctx, mark)
  const pipelines = [own ?? service, service] as const
  await told(0.1)

  const story = tell({
    language,
    now: ctx.now,
    timeZone: ctx.actor.timeZone,
    currency,
    decimals,
    pipelines: [countsOf(pipelines[0]), countsOf(pipelines[1])],
  })
  const term = await knownTerms(ctx)
  const tags = await tagIds(ctx, story, mark)
  const products = await stock(ctx, story, currency, term, mark)
  await told(0.2)
  const who = (one: Who) => (one === 'loader' ? ctx.actor.id! : people[one]!)
  const companies = mark(
    'companies',
    await createRecords(ctx, companiesSubject, clients(story, who, term), { unasked: true }),
  )
  await told(0.3)
  const contacts = mark(
    'contacts',
    await createRecords(ctx, contactsSubject, callers(story, who, companies, term), { unasked: true }),
  )
  await told(0.4)

  // Whoever came into a stage last stands on top of its column.
  const sales = [...story.deals].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
  const stageOf = ({ pipeline }: Sale, place: Place): Stage => {
    const { open, won, lost } = pipelines[pipeline]
    return 'open' in place ? open[place.open]! : 'won' in place ? won : lost[place.lost]!
  }
  const deals = mark(
    'deals',
    await createDeals(
      ctx,
      sales.map((deal): NewOf<'deals'> => ({
        ...fieldsOf(deal, { who, companies, contacts, tags, term, stage: stageOf(deal, deal.place) }),
        currency,
      })),
      sales.map((deal) => ({
        lines: deal.lines.map(({ article, quantity, discount }) => ({
          productId: products[article]!,
          quantity: String(quantity),
          discountKind: 'percent' as const,
          discount: String(discount),
        })),
        stays: staysOf(deal).map(({ place, at }) => {
          const stage = stageOf(deal, place)
          return { stageId: stage.id, pipelineId: stage.pipelineId, enteredAt: at }
        }),
      })),
      { unasked: true },
    ),
  )
  await told(0.7)
  await writePast(ctx, sales, deals, { who, stageOf })
  await ageCatalogue(ctx, { story, companies, contacts, products, who })
  await told(0.95)
  return { records: made, rotten, traces }
}

const clients = ({ companies }: Story, who: (one: Who) => number, term: TermOf): NewOf<'companies'>[] =>
  companies.map(({ name, segment, address, phone, email, site, employees, owner }) => ({
    name,
    address,
    employees,
    typeId: term('client'),
    industryId: term(industries[segment]),
    phones: [{ type: 'work', value: phone }],
    emails: [{ type: 'work', value: email }],
    sites: [{ type: 'work', value: site }],
    ownerId: who(owner),
  }))

const industries = {
  factory: 'manufacturing',
  food: 'manufacturing',
  office: 'technology',
  retail: 'trade',
  medical: 'medical',
  school: 'otherIndustry',
  warehouse: 'otherIndustry',
  hotel: 'otherIndustry',
  builder: 'construction',
  sport: 'otherIndustry',
  farm: 'otherIndustry',
} as const satisfies Record<string, Word>

const callers = (
  { contacts }: Story,
  who: (one: Who) => number,
  companies: readonly number[],
  term: TermOf,
): NewOf<'contacts'>[] =>
  contacts.map(({ first, last, job, company, work, mobile, email, owner }) => ({
    firstName: first,
    lastName: last,
    jobTitle: job,
    typeId: term('clientContact'),
    phones: [...(mobile ? [{ type: 'mobile' as const, value: mobile }] : []), { type: 'work' as const, value: work }],
    emails: [{ type: 'work', value: email }],
    companyIds: [companies[company]!],
    ownerId: who(owner),
  }))

const sources = ['call', 'mail', 'site', 'advertising', 'regular', 'recommended', 'fair', 'otherSource'] as const

interface Links {
  who: (one: Who) => number
  companies: readonly number[]
  contacts: readonly number[]
  tags: readonly number[]
  term: TermOf
  stage: Stage
}

function fieldsOf(deal: Sale, { who, companies, contacts, tags, term, stage }: Links): NewOf<'deals'> {
  // What came from elsewhere brings its moments with it; they are no fields that people fill in.
  const moments = { stageSince: deal.since, ...(stage.meaning === 'open' ? {} : { closedAt: deal.since }) }
  return {
    ...moments,
    title: deal.title,
    pipelineId: stage.pipelineId,
    stageId: stage.id,
    ...(deal.amount === null ? {} : { amount: deal.amount }),
    ownerId: who(deal.owner),
    companyId: companies[deal.company]!,
    contactIds: deal.callers.map((i) => contacts[i]!),
    tagIds: deal.tags.map((i) => tags[i]!),
    sourceId: term(sources[deal.source]!),
    typeId: term(deal.type),
    beginDate: deal.beginDate,
    closeDate: deal.closeDate,
    comment: deal.comment,
  }
}

/** The stages that it has come through, with the moments at which it did. */
export const staysOf = ({ begun, steps }: Sale): { place: Place; at: string }[] => [
  { place: { open: 0 }, at: begun },
  ...steps.flatMap((step) => (step.kind === 'moved' ? [{ place: step.to, at: step.at }] : [])),
]
