import { articles, offers, services, sizes, type Offer, type Segment } from './catalogue.ts'
import { cast, type Cast } from './people.ts'
import { chances, type Chances } from './random.ts'
import { rounded, worthIn } from './worth.ts'
import type { Language } from '../../model/users.ts'

/** What the story is told with: it is the same for the same words and counts back from the same moment. */
export interface Telling {
  language: Language
  /** the moment that everything is relative to */
  now: string
  timeZone: string
  currency: string
  decimals: number
  /** the stages in progress and the reasons of losing that each pipeline has */
  pipelines: [sales: StageCounts, service: StageCounts]
}
export interface StageCounts {
  open: number
  lost: number
  /** days after which a deal in a stage is rotten; null: there is no such limit */
  rotten: readonly (number | null)[]
}

/** Somebody of the seller: the number of a colleague, or whoever loads the demo data. */
export type Who = number | 'loader'
/** What stage: the number of one in progress, or an end. */
export type Place = { open: number } | { won: true } | { lost: number }

export interface Client {
  name: string
  segment: Segment
  address: string
  phone: string
  email: string
  site: string
  employees: number
  owner: Who
}
export interface Caller {
  first: string
  last: string
  job: string
  /** the number of his company */
  company: number
  work: string
  mobile: string | null
  email: string
  owner: Who
}
/** One thing that happened to a deal after it was made, told by what changed. */
export type Step = { at: string; by: Who } & (
  | { kind: 'moved'; to: Place; comment?: string }
  | { kind: 'priced'; before: string | null }
  | { kind: 'products' }
  | { kind: 'noted'; comment: string }
  | { kind: 'postponed'; before: string }
  | { kind: 'handed'; before: Who }
)
export interface Sale {
  pipeline: 0 | 1
  title: string
  company: number
  callers: number[]
  owner: Who
  by: Who
  tags: number[]
  source: number
  type: 'sale' | 'service'
  /** null: it comes from the products */
  amount: string | null
  lines: { article: number; quantity: number; discount: number }[]
  begun: string
  place: Place
  since: string
  beginDate: string
  closeDate: string
  /** the client had bought, or had come, before */
  repeat: 'bought' | 'came' | null
  comment: string | null
  /** the older first */
  steps: Step[]
}
export interface Story {
  cast: Cast
  companies: Client[]
  contacts: Caller[]
  prices: string[]
  deals: Sale[]
}

const plan = [
  { open: 48, closed: 172, won: 0.57 },
  { open: 14, closed: 66, won: 0.78 },
] as const
/** More deals stand at the beginning of a pipeline than at its end. */
const weightOf = (stage: number) => 1 / (1 + 0.22 * stage)
const day = 86_400_000

/** Makes up the whole of the demo data. */
export function tell(telling: Telling): Story {
  const luck = chances(20_240_817)
  const { language } = telling
  const words = cast[language]
  const companies = words.companies.map((company): Client => client(luck, words, company))
  const contacts = companies.flatMap((company, i) => callers(luck, words, company, i))
  const prices = articles.map(({ price }) => worthIn(telling, price))
  const deals = plan.flatMap(({ open, closed, won }, pipeline) => {
    const counts = telling.pipelines[pipeline as 0 | 1]
    const places = [
      ...standing(counts.open, open).map((at): Place => ({ open: at })),
      ...Array.from({ length: closed }, (_, i): Place =>
        i < closed * won ? { won: true } : { lost: luck.whole(0, counts.lost - 1) },
      ),
    ]
    return places.map((place) => sale(telling, luck, pipeline as 0 | 1, place))
  })
  const titled = entitle(telling, luck, companies, contacts, deals)
  return { cast: words, companies, contacts, prices, deals: markRepeats(titled) }
}

/** How the open deals are spread over the stages: the number of the stage of each. */
function standing(stages: number, deals: number): number[] {
  const weights = Array.from({ length: stages }, (_, i) => weightOf(i))
  const all = weights.reduce((sum, one) => sum + one, 0)
  // From the last one on, each at least one; the first takes what is left.
  const counts = weights.map((weight) => Math.max(1, Math.floor((deals * weight) / all)))
  counts[0] = Math.max(1, deals - counts.slice(1).reduce((sum, one) => sum + one, 0))
  return counts.flatMap((count, stage) => Array.from({ length: count }, () => stage))
}

function client(luck: Chances, words: Cast, [name, segment, city]: Cast['companies'][number]): Client {
  const domain = `${latin(/«(.+)»/.exec(name)?.[1] ?? name)}.example`
  const digits = String(luck.whole(100, 10 ** words.phones.digits - 1)).padStart(words.phones.digits, '0')
  return {
    name,
    segment,
    address: `${city}, ${luck.pick(words.streets)}, ${String(luck.whole(1, 120))}`,
    phone: `${luck.pick(words.phones.work)}${digits}`,
    email: `info@${domain}`,
    site: `https://${domain}`,
    employees: luck.whole(2, 90) * 10,
    owner: seller(luck),
  }
}

function callers(luck: Chances, words: Cast, company: Client, at: number): Caller[] {
  return Array.from({ length: at % 2 ? 1 : 2 }, () => {
    const sex = luck.happens(0.58) ? 0 : 1
    const [first, last] = [luck.pick(words.firstNames[sex]), luck.pick(words.lastNames[sex])]
    const digits = () => String(luck.whole(100, 10 ** words.phones.digits - 1)).padStart(words.phones.digits, '0')
    return {
      first,
      last,
      job: luck.pick(words.jobs),
      company: at,
      work: company.phone,
      mobile: luck.happens(0.8) ? `${luck.pick(words.phones.mobile)}${digits()}` : null,
      email: `${latin(last)}.${latin(first).charAt(0)}@${company.email.split('@')[1]!}`,
      owner: company.owner,
    }
  })
}

/** Three sell, the head of sales has the large ones, and so has whoever looks around; the last two do service. */
const seller = (luck: Chances): Who => luck.pick<Who>([0, 1, 1, 2, 2, 3, 3, 'loader'])
const fitter = (luck: Chances): Who => luck.pick<Who>([4, 4, 5, 5, 'loader'])

/** When which stage was entered, and where it ends: without title and client, which come last. */
function sale(telling: Telling, luck: Chances, pipeline: 0 | 1, place: Place): Sale {
  const { open, rotten } = telling.pipelines[pipeline]
  const last = 'open' in place ? place.open : 'won' in place ? open - 1 : luck.whole(Math.min(1, open - 1), open - 1)
  const path: Place[] = []
  for (let stage = 0; stage <= last; stage++)
    if (stage === 0 || stage === last || !luck.happens(0.13)) path.push({ open: stage })
  // Now and then one has to go a step back and make the offer anew.
  if (last > 2 && luck.happens(0.1)) path.splice(-1, 0, { open: last }, { open: last - 1 })
  if (!('open' in place)) path.push(place)

  const stays = path.slice(1).map(() => luck.whole(2, pipeline ? 7 : 12))
  const limit = 'open' in place ? (rotten[place.open] ?? 14) : 0
  const ago =
    'open' in place
      ? luck.happens(0.14)
        ? limit + luck.whole(2, 16)
        : luck.whole(0, Math.min(limit - 1, 11))
      : Math.floor(2 + 400 * luck.next() ** 1.35)
  const moments: string[] = []
  for (let i = path.length - 1, back = ago; i >= 0; back += stays[--i] ?? 0)
    moments.unshift(working(telling, luck, back))
  inOrder(moments, telling.now)

  const owner = pipeline ? fitter(luck) : seller(luck)
  const begun = moments[0]!
  const since = moments.at(-1)!
  const dayOf = (moment: string) => Temporal.Instant.from(moment).toZonedDateTimeISO(telling.timeZone).toPlainDate()
  const today = dayOf(telling.now)
  const closeDate =
    'open' in place
      ? today.add({ days: luck.whole(-4, 6) + Math.round(((open - place.open) / open) * luck.whole(6, 40)) })
      : dayOf(since)
  const steps = path.slice(1).map((to, i): Step => ({ kind: 'moved', at: moments[i + 1]!, by: owner, to }))
  const beginDate = dayOf(begun)
  return {
    pipeline,
    title: '',
    company: 0,
    callers: [],
    owner,
    by: luck.happens(0.7) ? owner : luck.pick<Who>([0, 1, 2]),
    tags: [],
    source: luck.whole(0, 7),
    type: pipeline ? 'service' : 'sale',
    amount: null,
    lines: [],
    begun,
    place,
    since,
    beginDate: beginDate.toString(),
    closeDate: (Temporal.PlainDate.compare(closeDate, beginDate) < 0 ? beginDate : closeDate).toString(),
    repeat: null,
    comment: null,
    steps,
  }
}

/** A moment of a working day, so many days ago. */
function working({ now, timeZone }: Telling, luck: Chances, ago: number): string {
  const at = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone).subtract({ days: ago })
  // What would fall on a weekend was done before it.
  const weekend = Math.max(0, at.dayOfWeek - 5)
  const free = weekend && weekend + luck.whole(0, 2)
  return at
    .subtract({ days: free })
    .withPlainTime({ hour: luck.whole(9, 17), minute: luck.whole(0, 59), second: luck.whole(0, 59) })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 })
}

/** Each moment after the one before it, and none later than now. */
function inOrder(moments: string[], now: string): void {
  const end = Date.parse(now) - 60_000
  let latest = end
  for (let i = moments.length - 1; i >= 0; i--) {
    const at = Math.min(Date.parse(moments[i]!), latest)
    moments[i] = new Date(at).toISOString()
    latest = at - 47 * 60_000
  }
}

/** Gives each deal its client, what is sold, for how much, and what happened on the way. */
function entitle(
  telling: Telling,
  luck: Chances,
  companies: readonly Client[],
  contacts: readonly Caller[],
  deals: readonly Sale[],
): Sale[] {
  const choose = chooser(luck)
  const rounds = { 0: luck.shuffled(companies.map((_, i) => i)), 1: luck.shuffled(companies.map((_, i) => i)) }
  const taken = { 0: 0, 1: 0 }
  return deals.map((deal) => {
    const round = rounds[deal.pipeline]
    const company = round[taken[deal.pipeline]++ % round.length]!
    const chosen = choose(deal.pipeline ? services : offers[companies[company]!.segment], company)
    const own = contacts.flatMap((caller, i) => (caller.company === company ? [i] : []))
    const filled = {
      ...deal,
      company,
      callers: luck.happens(0.85) ? own.slice(0, luck.whole(1, own.length)) : [],
      title: titleOf(telling, luck, chosen, deal),
      tags: tagsOf(luck, chosen, deal),
    }
    return embellish(telling, luck, priced(telling, luck, chosen, filled))
  })
}

/** Of several offers the one that this client, and then anybody, has been made least often. */
function chooser(luck: Chances): (list: readonly Offer[], company: number) => Offer {
  const made = new Map<Offer, number[]>()
  return (list, company) => {
    const often = (offer: Offer) => {
      const clients = made.get(offer) ?? []
      return 100 * clients.filter((one) => one === company).length + clients.length
    }
    const [least] = luck.shuffled(list).sort((a, b) => often(a) - often(b))
    made.set(least!, [...(made.get(least!) ?? []), company])
    return least!
  }
}

function titleOf({ language }: Telling, luck: Chances, offer: Offer, { begun }: Sale): string {
  const number = luck.whole(2, 9)
  const area = new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB').format(luck.whole(6, 60) * 200)
  const year = Number(begun.slice(0, 4)) + (begun.slice(5, 7) > '06' ? 1 : 0)
  const text = offer[language].replace('{n}', String(number)).replace('{area}', area).replace('{year}', String(year))
  return language === 'ru'
    ? text.replace(
        /(\d+) (этажа|уровня|корпусов|этажей|объектов|установок|магазинов|входов|ворот|классов|номеров|точек|камер)/,
        declined,
      )
    : text
}

/** After a number a Russian word takes one of two forms here: of 2 to 4, or of more. */
function declined(_whole: string, number: string, word: string): string {
  const few: Record<string, string> = {
    корпусов: 'корпуса',
    этажей: 'этажа',
    объектов: 'объекта',
    установок: 'установки',
    магазинов: 'магазинов',
    входов: 'входа',
    ворот: 'ворот',
    классов: 'класса',
    номеров: 'номера',
    точек: 'точки',
    камер: 'камеры',
  }
  const many: Record<string, string> = { этажа: 'этажей', уровня: 'уровней' }
  return `${number} ${(Number(number) < 5 ? few[word] : many[word]) ?? word}`
}

const tagsOf = (luck: Chances, { size }: Offer, { pipeline }: Sale): number[] => [
  ...(size === 'huge' ? [0] : []),
  ...(!pipeline && luck.happens(0.12) ? [1] : []),
  ...(pipeline && luck.happens(0.35) ? [2] : []),
  ...(size === 'large' && luck.happens(0.2) ? [4] : []),
  ...(luck.happens(0.07) ? [5] : []),
]

/** From the products where an offer was made, else by somebody's hand. */
function priced(telling: Telling, luck: Chances, { size, with: goods }: Offer, deal: Sale): Sale {
  const offered = deal.steps.findIndex((step) => step.kind === 'moved' && 'open' in step.to && step.to.open >= 2)
  if (offered >= 0 && luck.happens(0.5)) {
    const lines = goods.map((key) => {
      const article = articles.findIndex((one) => one.key === key)
      const { quantity } = articles[article]!
      return { article, quantity: luck.whole(...quantity), discount: luck.pick([0, 0, 0, 5, 7, 10]) }
    })
    const { at, by } = deal.steps[offered]!
    const made: Step = { kind: 'products', at: later(at, -25), by }
    return { ...deal, lines, steps: [...deal.steps.slice(0, offered), made, ...deal.steps.slice(offered)] }
  }
  // At the very beginning nobody knows yet.
  if ('open' in deal.place && deal.place.open === 0 && luck.happens(0.25)) return deal
  const [from, to] = sizes[size]
  const roubles = 1000 * (from + (to - from) * luck.next() ** 1.4)
  return { ...deal, amount: worthIn(telling, deal.pipeline ? roubles / 2 : roubles) }
}

const later = (moment: string, minutes: number) => new Date(Date.parse(moment) + minutes * 60_000).toISOString()

/** Somebody asked for a discount, wrote a comment, put off the day of closing, handed the deal over. */
function embellish(telling: Telling, luck: Chances, deal: Sale): Sale {
  const words = cast[telling.language]
  const more: Step[] = []
  const end = Date.parse(deal.since)
  const between = () =>
    new Date(Date.parse(deal.begun) + (end - Date.parse(deal.begun)) * (0.15 + 0.7 * luck.next())).toISOString()
  const long = end - Date.parse(deal.begun) > 2 * day
  let comment: string | null = null
  const lost = 'lost' in deal.place
  if (lost && luck.happens(0.5)) {
    comment = luck.pick(words.regrets)
    more.push({ kind: 'noted', at: later(deal.since, 4), by: deal.owner, comment })
  } else if (long && luck.happens(0.45)) {
    comment = luck.pick(words.comments)
    more.push({ kind: 'noted', at: between(), by: deal.owner, comment })
  }
  if (long && deal.amount !== null && luck.happens(0.4)) {
    const first = rounded(Number(deal.amount) * luck.pick([0.88, 1.06, 1.11, 1.18]), telling.decimals)
    more.push({ kind: 'priced', at: between(), by: deal.owner, before: luck.happens(0.3) ? null : first })
  }
  if (long && luck.happens(0.28)) {
    const before = Temporal.PlainDate.from(deal.closeDate).subtract({ days: luck.whole(5, 16) })
    if (before.toString() >= deal.beginDate && 'open' in deal.place)
      more.push({ kind: 'postponed', at: between(), by: deal.owner, before: before.toString() })
  }
  const former = deal.pipeline ? 4 : 1
  if (long && luck.happens(0.12) && deal.owner !== former)
    more.push({ kind: 'handed', at: between(), by: 0, before: former })
  const now = later(telling.now, -1)
  const steps = [...deal.steps, ...more.map((step) => (step.at > now ? { ...step, at: now } : step))]
  return { ...deal, comment, steps: steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) }
}

/** Whose client had been here before. */
function markRepeats(deals: readonly Sale[]): Sale[] {
  return deals.map((deal) => {
    const before = deals.filter(({ company, begun }) => company === deal.company && begun < deal.begun)
    const bought = before.some(({ place, since }) => 'won' in place && since < deal.begun)
    const tags = bought && !deal.tags.includes(3) && deal.begun.charCodeAt(18) % 3 === 0 ? [...deal.tags, 3] : deal.tags
    return { ...deal, repeat: bought ? 'bought' : before.length ? 'came' : null, tags }
  })
}

const letters: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
/** A name as it stands in an address of the web. */
const latin = (name: string) =>
  name
    .toLowerCase()
    .replace(/[а-яё]/g, (letter) => letters[letter] ?? '')
    .replace(/’/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
