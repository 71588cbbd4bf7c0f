import { articles } from './catalogue.ts'
import { callers, client } from './clients.ts'
import { sale } from './course.ts'
import { entitle } from './details.ts'
import { cast, type Cast } from './people.ts'
import { chances } from './random.ts'
import type { Caller, Client, Place, Sale, Telling } from './told.ts'
import { worthIn } from './worth.ts'

/** The whole of the demo data, before any of it is written. */
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

/** Makes up the whole of the demo data. */
export function tell(telling: Telling): Story {
  const luck = chances(20_240_817)
  const { language } = telling
  const words = cast[language]
  const companies = words.companies.map((company): Client => client(luck, words, company))
  const names = new Set<string>()
  const contacts = companies.flatMap((company, i) => callers(luck, words, company, i, names))
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

/** Whose client had been here before. */
function markRepeats(deals: readonly Sale[]): Sale[] {
  return deals.map((deal) => {
    const before = deals.filter(({ company, begun }) => company === deal.company && begun < deal.begun)
    const bought = before.some(({ place, since }) => 'won' in place && since < deal.begun)
    const tags = bought && !deal.tags.includes(3) && deal.begun.charCodeAt(18) % 3 === 0 ? [...deal.tags, 3] : deal.tags
    return { ...deal, repeat: bought ? 'bought' : before.length ? 'came' : null, tags }
  })
}
