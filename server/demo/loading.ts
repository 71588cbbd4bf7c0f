import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { companiesSubject } from '../companies/methods.ts'
import { contactsSubject } from '../contacts/methods.ts'
import { baseCurrency, currencyDecimals } from '../currencies/money.ts'
import { createDeals } from '../deals/creating.ts'
import { departmentsSubject } from '../departments/methods.ts'
import { createPipeline, stagesSubject } from '../pipelines/pipelines.ts'
import type { Context } from '../platform/method.ts'
import { productSectionsSubject, productsSubject } from '../products/methods.ts'
import { changeRecords, createRecords, type NewOf } from '../records/change.ts'
import { termsSubject } from '../terms/methods.ts'
import { usersSubject } from '../users/users.ts'
import { articles, sections, type Section } from './catalogue.ts'
import { ageCatalogue, writePast } from './past.ts'
import { cast } from './people.ts'
import { tell, type Place, type Sale, type Story, type Who } from './story.ts'
import { words, type Word } from './terms.ts'

/** What has been made, to be taken out again. */
export interface Loaded {
  records: { record: RecordName; id: number }[]
  /** stages of the person's own pipeline that have been given a number of days after which a deal is rotten */
  rotten: Record<number, number>
  /** the events that tell of these */
  traces: number[]
}

const rottenSales = [7, 14, 21, 14, 14, 10]
const rottenService = [3, 5, 7, 10, 30]

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
  const companies = mark('companies', await createRecords(ctx, companiesSubject, clients(story, who, term)))
  await told(0.3)
  const contacts = mark('contacts', await createRecords(ctx, contactsSubject, callers(story, who, companies, term)))
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
    ),
  )
  await told(0.7)
  await writePast(ctx, sales, deals, { who, stageOf })
  await ageCatalogue(ctx, { story, companies, contacts, products, who })
  await told(0.95)
  return { records: made, rotten, traces }
}

type Mark = (record: RecordName, ids: readonly number[]) => number[]
type TermOf = (word: Word) => number | null

/** Six colleagues in two departments, who can't sign in. */
async function hire(ctx: Context, mark: Mark): Promise<number[]> {
  const { departments, colleagues } = cast[ctx.actor.language]
  const made = mark(
    'departments',
    await createRecords(
      ctx,
      departmentsSubject,
      departments.map((name) => ({ name })),
    ),
  )
  const service = colleagues.length - 2
  const people = mark(
    'users',
    await createRecords(
      ctx,
      usersSubject,
      colleagues.map((name, i) => ({
        name,
        roles: [i === 0 ? ('head' as const) : ('seller' as const)],
        departmentId: made[i < service ? 0 : 1]!,
      })),
    ),
  )
  await changeRecords(ctx, departmentsSubject, [
    { id: made[0]!, fields: { headId: people[0]! } },
    { id: made[1]!, fields: { headId: people[service]! } },
  ])
  return people
}

interface Stage {
  id: number
  pipelineId: number
  meaning: 'open' | 'won' | 'lost'
  rottenAfter: number | null
}
interface Stages {
  open: Stage[]
  won: Stage
  lost: Stage[]
}
const countsOf = ({ open, lost }: Stages) => ({
  open: open.length,
  lost: lost.length,
  rotten: open.map(({ rottenAfter }) => rottenAfter),
})

async function stagesOf(ctx: Context, pipelineId: number): Promise<Stages | null> {
  const { rows } = await sql<Stage>`
    select id, pipeline_id, meaning, rotten_after from stages where pipeline_id = ${pipelineId} and removed_at is null
    order by position, id`.execute(ctx.db)
  const of = (meaning: Stage['meaning']) => rows.filter((stage) => stage.meaning === meaning)
  const [won] = of('won')
  return won && of('open').length && of('lost').length ? { open: of('open'), won, lost: of('lost') } : null
}

/** The first pipeline that there is, whoever made it. */
async function ownPipeline(ctx: Context): Promise<Stages | null> {
  const { rows } = await sql<{ id: number }>`
    select id from pipelines where removed_at is null order by position, id limit 1`.execute(ctx.db)
  return rows[0] ? stagesOf(ctx, rows[0].id) : null
}

/** Says after how many days a deal is rotten, where nobody has said it yet. */
async function markRotten(ctx: Context, stages: Stages): Promise<Pick<Loaded, 'rotten' | 'traces'>> {
  const silent = stages.open.flatMap((stage, i) =>
    stage.rottenAfter === null ? [{ stage, days: rottenSales[i % rottenSales.length]! }] : [],
  )
  await changeRecords(
    ctx,
    stagesSubject,
    silent.map(({ stage, days }) => ({ id: stage.id, fields: { rottenAfter: days } })),
  )
  for (const { stage, days } of silent) stage.rottenAfter = days
  const { rows } = await sql<{ id: number }>`
    select id from events where record = 'stages' and name = 'stages.changed' and xid = pg_current_xact_id()`.execute(
    ctx.db,
  )
  return {
    rotten: Object.fromEntries(silent.map(({ stage, days }) => [stage.id, days])),
    traces: rows.map(({ id }) => id),
  }
}

async function servicePipeline(ctx: Context, mark: Mark): Promise<Stages> {
  const { pipeline, stages } = cast[ctx.actor.language]
  const colors = ['slate', 'sky', 'teal', 'amber', 'olive'] as const
  const id = await createPipeline(ctx, pipeline, [
    ...stages.open.map((name, i) => ({
      name,
      meaning: 'open' as const,
      color: colors[i]!,
      rottenAfter: rottenService[i]!,
    })),
    { name: stages.won, meaning: 'won', color: 'green' },
    ...stages.lost.map((name) => ({ name, meaning: 'lost' as const, color: 'red' as const })),
  ])
  mark('pipelines', [id])
  const made = (await stagesOf(ctx, id))!
  mark(
    'stages',
    [...made.open, made.won, ...made.lost].map((stage) => stage.id),
  )
  return made
}

/** Finds the words that the installation began with, in whichever language; what is not there is left out. */
async function knownTerms(ctx: Context): Promise<TermOf> {
  const { rows } = await sql<{ id: number; dictionary: string; nameKey: string }>`
    select id, dictionary, name_key from terms where removed_at is null and active`.execute(ctx.db)
  return (word) => {
    const { dictionary, ru, en } = words[word]
    const keys = [textKey(ru), textKey(en)]
    return rows.find((row) => row.dictionary === dictionary && keys.includes(row.nameKey))?.id ?? null
  }
}

async function tagIds(ctx: Context, { cast: { tags } }: Story, mark: Mark): Promise<number[]> {
  const { rows } = await sql<{ id: number; nameKey: string }>`
    select id, name_key from terms where dictionary = 'tag' and removed_at is null`.execute(ctx.db)
  const known = new Map(rows.map(({ id, nameKey }) => [nameKey, id]))
  const lacking = tags.filter(({ name }) => !known.has(textKey(name)))
  const ids = await createRecords(
    ctx,
    termsSubject,
    lacking.map(({ name, color }) => ({ dictionary: 'tag' as const, name, color })),
  )
  mark('terms', ids)
  lacking.forEach(({ name }, i) => known.set(textKey(name), ids[i]!))
  return tags.map(({ name }) => known.get(textKey(name))!)
}

async function stock(ctx: Context, { prices }: Story, currency: string, term: TermOf, mark: Mark): Promise<number[]> {
  const { language } = ctx.actor
  const names = Object.keys(sections) as Section[]
  const made = mark(
    'productSections',
    await createRecords(
      ctx,
      productSectionsSubject,
      names.map((name) => ({ name: sections[name][language] })),
    ),
  )
  return mark(
    'products',
    await createRecords(
      ctx,
      productsSubject,
      articles.map(({ name, section, article, unit }, i) => ({
        name: name[language],
        sectionId: made[names.indexOf(section)]!,
        article,
        price: prices[i]!,
        currency,
        unitId: term(unit),
        taxRate: '20',
        taxIncluded: language === 'ru',
      })),
    ),
  )
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
