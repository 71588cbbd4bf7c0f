import { articles, offers, services, sizes, type Offer } from './catalogue.ts'
import { atWork } from './course.ts'
import { cast } from './people.ts'
import type { Chances } from './random.ts'
import type { Caller, Client, Sale, Step, Telling } from './told.ts'
import { rounded, worthIn } from './worth.ts'

const day = 86_400_000

/** Gives each deal its client, what is sold, for how much, and what happened on the way. */
export function entitle(
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
  const between = () => {
    const at = Date.parse(deal.begun) + (end - Date.parse(deal.begun)) * (0.15 + 0.7 * luck.next())
    const day = Temporal.Instant.fromEpochMilliseconds(Math.round(at)).toZonedDateTimeISO(telling.timeZone)
    const told = atWork(luck, day)
    return told > deal.begun && told < deal.since ? told : new Date(at).toISOString()
  }
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
