import { sql } from 'kysely'
import type { Changes, EventName } from '../../model/events.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { bareShape } from '../../model/shape.ts'
import type { Context } from '../platform/method.ts'
import { difference } from '../records/change.ts'
import { loadRows } from '../records/read.ts'
import type { Story } from './story.ts'
import type { Place, Sale, Step, Who } from './told.ts'

type Deal = RowOf<'deals'>
interface Event {
  name: EventName
  record_id: number
  version: number
  changes: Changes
  actor_id: number
  at: string
}
interface Cast {
  who(one: Who): number
  stageOf(deal: Sale, place: Place): { id: number }
}

/**
 * Gives deals that have just been made the past that is told of them: who made them and when, each change as an event of
 * its own, by whom and at which moment. Told backwards from the rows as they are, so that history and row agree.
 */
export async function writePast(
  ctx: Context,
  sales: readonly Sale[],
  ids: readonly number[],
  cast: Cast,
): Promise<void> {
  const rows = await loadRows(ctx, 'deals', ids)
  const lines = await takeCreations(ctx, ids)
  const events: Event[] = []
  const told = sales.map((sale, i) => {
    const id = ids[i]!
    const row = { ...rows.get(id)!, returnCustomer: sale.repeat === 'bought', repeatedApproach: sale.repeat === 'came' }
    const past = backwards(sale, row, lines.get(id) ?? [], cast)
    events.push(...past)
    const last = past.at(-1)!
    return {
      id,
      version: past.length,
      created_at: sale.begun,
      created_by: cast.who(sale.by),
      updated_at: last.at,
      updated_by: last.actor_id,
      return_customer: row.returnCustomer,
      repeated_approach: row.repeatedApproach,
    }
  })
  await writeEvents(ctx, 'deals', events)
  await sql`
    update deals d set version = x.version, created_at = x.created_at, created_by = x.created_by, updated_at = x.updated_at,
      updated_by = x.updated_by, return_customer = x.return_customer, repeated_approach = x.repeated_approach
    from jsonb_populate_recordset(null::deals, ${JSON.stringify(told)}::jsonb) x where d.id = x.id`.execute(ctx.db)
  await sql`
    update stage_entries s set actor_id = e.actor_id from events e
    where s.deal_id = any(${ids}::int[]) and e.record = 'deals' and e.record_id = s.deal_id and e.at = s.entered_at
      and e.name in ('deals.created', 'deals.moved')`.execute(ctx.db)
}

/** The events of the very making go; they are told anew. Gives the product lines of each deal. */
async function takeCreations(ctx: Context, ids: readonly number[]): Promise<Map<number, unknown[]>> {
  const { rows } = await sql<{ recordId: number; lines: unknown[] | null }>`
    delete from events where record = 'deals' and record_id = any(${ids}::int[]) returning record_id, changes -> 'lines' -> 1 as lines`.execute(
    ctx.db,
  )
  return new Map(rows.map(({ recordId, lines }) => [recordId, lines ?? []]))
}

/** The events of a deal, oldest first, from its row as it is now. */
/** Demo deals have none of the company's own fields. */
const noOwn = { shape: bareShape }

function backwards(sale: Sale, now: Deal, lines: unknown[], cast: Cast): Event[] {
  const moves = sale.steps.filter((step) => step.kind === 'moved')
  const events: Event[] = []
  let row = now
  for (const [i, step] of [...sale.steps.entries()].reverse()) {
    const before = { ...row, ...undone(sale, moves, step, cast) }
    events.unshift({
      name: names[step.kind],
      record_id: now.id,
      version: i + 2,
      changes: {
        ...difference(noOwn, 'deals', before, row),
        ...(step.kind === 'products' ? { lines: [[], lines] } : {}),
      },
      actor_id: cast.who(step.by),
      at: step.at,
    })
    row = before
  }
  const created = { name: 'deals.created', record_id: now.id, version: 1 } as const
  return [{ ...created, changes: given(row), actor_id: cast.who(sale.by), at: sale.begun }, ...events]
}

const names: Record<Step['kind'], EventName> = {
  moved: 'deals.moved',
  priced: 'deals.changed',
  products: 'deals.productsSet',
  noted: 'deals.changed',
  postponed: 'deals.changed',
  handed: 'deals.changed',
}

/** What the fields that a step has changed were before it. */
function undone(sale: Sale, moves: readonly Step[], step: Step, { who, stageOf }: Cast): Partial<Deal> {
  switch (step.kind) {
    case 'moved': {
      const before = moves[moves.indexOf(step) - 1]
      const place = before?.kind === 'moved' ? before.to : { open: 0 }
      const closing = 'open' in step.to ? {} : { closedAt: null, closeDate: hoped(sale) }
      return { stageId: stageOf(sale, place).id, stageSince: before?.at ?? sale.begun, state: 'open', ...closing }
    }
    case 'priced':
      return { amount: step.before, amountBase: step.before }
    case 'products':
      return { amount: null, amountBase: null, tax: null }
    case 'noted':
      return { comment: null }
    case 'postponed':
      return { closeDate: step.before }
    case 'handed':
      return { ownerId: who(step.before) }
  }
}

/** The day on which a deal was hoped to be closed when it began. */
const hoped = ({ beginDate }: Sale) => Temporal.PlainDate.from(beginDate).add({ days: 35 }).toString()

/** What a new record is told with: all that it has. */
function given(row: Deal): Changes {
  const untold = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']
  return Object.fromEntries(
    Object.keys(records.deals.fields).flatMap((key): [string, [unknown, unknown]][] => {
      const value = row[key as keyof Deal]
      const empty = value === null || (Array.isArray(value) && !value.length)
      return untold.includes(key) || empty ? [] : [[key, [null, value]]]
    }),
  )
}

/** In the order of time, as if they had been written one by one. */
async function writeEvents(ctx: Context, record: RecordName, events: readonly Event[]): Promise<void> {
  await sql`insert into events (name, record, record_id, version, changes, actor_id, via, at)
    select name, ${record}, record_id, version, changes, actor_id, 'web', at
    from jsonb_populate_recordset(null::events, ${JSON.stringify(events)}::jsonb) order by at, version`.execute(ctx.db)
}

interface Surroundings {
  story: Story
  companies: readonly number[]
  contacts: readonly number[]
  products: readonly number[]
  who(one: Who): number
}

/** Clients are as old as their first deal, what is sold is older than any. */
export async function ageCatalogue(
  ctx: Context,
  { story, companies, contacts, products, who }: Surroundings,
): Promise<void> {
  const first = companies.map((_, i) => {
    const begun = story.deals.filter(({ company }) => company === i).map((deal) => deal.begun)
    return begun.length ? begun.reduce((a, b) => (a < b ? a : b)) : ctx.now
  })
  const oldest = first.reduce((a, b) => (a < b ? a : b))
  const before = (moment: string, minutes: number) => new Date(Date.parse(moment) - minutes * 60_000).toISOString()
  await age(ctx, 'companies', companies, (i) => [before(first[i]!, 12), who(story.companies[i]!.owner)])
  await age(ctx, 'contacts', contacts, (i) => [
    before(first[story.contacts[i]!.company]!, 9),
    who(story.contacts[i]!.owner),
  ])
  await age(ctx, 'products', products, (i) => [before(oldest, 1440 * (products.length - i)), ctx.actor.id!])
}

async function age(
  ctx: Context,
  record: RecordName,
  ids: readonly number[],
  made: (i: number) => [at: string, by: number],
): Promise<void> {
  const rows = JSON.stringify(ids.map((id, i) => ({ id, at: made(i)[0], by: made(i)[1] })))
  const told = sql`jsonb_to_recordset(${rows}::jsonb) as x(id int, at timestamptz, by int)`
  await sql`update ${sql.table(record)} d set created_at = x.at, created_by = x.by, updated_at = x.at, updated_by = x.by
    from ${told} where d.id = x.id`.execute(ctx.db)
  await sql`update events e set at = x.at, actor_id = x.by from ${told}
    where e.record = ${record} and e.record_id = x.id and e.name = ${`${record}.created`}`.execute(ctx.db)
}
