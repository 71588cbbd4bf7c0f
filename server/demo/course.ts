import type { Chances } from './random.ts'
import type { Place, Sale, Step, Telling, Who } from './told.ts'

/** Three sell, the head of sales has the large ones, and so has whoever looks around; the last two do service. */
export const seller = (luck: Chances): Who => luck.pick<Who>([0, 1, 1, 2, 2, 3, 3, 'loader'])
const fitter = (luck: Chances): Who => luck.pick<Who>([4, 4, 5, 5, 'loader'])

/** When which stage was entered, and where it ends: without title and client, which come last. */
export function sale(telling: Telling, luck: Chances, pipeline: 0 | 1, place: Place): Sale {
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
  return atWork(luck, at.subtract({ days: weekend && weekend + luck.whole(0, 2) }))
}

/** Within the hours of work. */
export function atWork(luck: Chances, day: Temporal.ZonedDateTime): string {
  const time = { hour: luck.whole(9, 17), minute: luck.whole(0, 59), second: luck.whole(0, 59) }
  return day.withPlainTime(time).toInstant().toString({ fractionalSecondDigits: 3 })
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
