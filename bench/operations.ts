import type pg from 'pg'
import { randomOf, type Random } from './random.ts'

/**
 * Who asks: the administrator sees all, the head his department, the seller his own, the restricted what twelve roles with
 * forty rules at stages show him.
 */
export const roles = ['administrator', 'head', 'seller', 'restricted'] as const
export type Role = (typeof roles)[number]

/** One call of the API. */
export interface Call {
  method: string
  input: unknown
}

/** A statement that answers the same question bare, without rights other than those written in it. */
export interface Floor {
  name: string
  text: string
  values: unknown[]
}

export interface Goal {
  p95: number
  perSecond: number
  ratio: number | null
}

export interface Operation {
  name: string
  role: Role
  goal: Goal | null
  /** the calls that answer it, one after another */
  calls(random: Random): Call[]
  floor: ((random: Random) => Floor) | null
  /** the operation that somebody asks who sees everything */
  unrestricted?: string
}

/** A person who asks. */
export interface Person {
  id: number
  /** whose deals he reaches by their responsible; null: everybody's */
  owners: number[] | null
  /** deals he sees, some hundreds */
  dealIds: number[]
  /** open deals of the first pipeline that he may move */
  movable: number[]
}

export interface Sample {
  people: Record<Role, Person>
  sellers: number[]
  openStages: number[]
  columns: number[]
  products: number[]
  companies: number[]
  contacts: number[]
  /** parts of names, phones and emails */
  words: string[]
}

/** Chooses who asks and about what: a head and a seller of middling reach, so that neither best nor worst is shown. */
export async function takeSample(client: pg.Client): Promise<Sample> {
  const ids = async (text: string, values: unknown[] = []) =>
    (await client.query<{ id: number }>(text, values)).rows.map(({ id }) => id)
  const middle = (list: number[]) => list[Math.floor(list.length / 2)]!
  const seller = middle(
    await ids(`
    select u.id from users u join deals d on d.owner_id = u.id where u.id <> (select max(id) from users) and exists (select from user_roles r where r.user_id = u.id and r.role_id = 3) group by u.id order by count(*) desc, u.id`),
  )
  const head = middle(
    await ids(`
    select h.head_id id from departments h join users u on u.department_id = h.id join deals d on d.owner_id = u.id
    where not exists (select from departments c where c.parent_id = h.id) group by 1 order by count(*) desc, 1`),
  )
  const beside = (id: number) =>
    ids('select id from users where department_id = (select department_id from users where id = $1) order by id', [id])
  const department = await beside(head)
  const [restricted] = await ids('select max(id) id from users')
  // Whatever the rules at stages say, one sees and moves one's own.
  const person = async (id: number, owners: number[] | null, sure = owners): Promise<Person> => ({
    id,
    owners,
    dealIds: await ids(
      `select id from deals where removed_at is null and ($1::int[] is null or owner_id = any($1)) order by hashint4(id) limit 2000`,
      [sure],
    ),
    movable: await ids(
      `select id from deals where removed_at is null and state = 'open' and pipeline_id = 1 and ($1::int[] is null or owner_id = any($1)) order by hashint4(id) limit 2000`,
      [sure],
    ),
  })
  const texts = await client.query<{ text: string }>(`
    (select left(last_name, 5) || ' ' || left(first_name, 4) as text from contacts order by hashint4(id) limit 100)
    union all (select substr(phones->0->>'value', 3, 7) from contacts where phones <> '[]' order by hashint4(id) limit 100)
    union all (select left(split_part(emails->0->>'value', '@', 1), 12) from contacts where emails <> '[]' order by hashint4(id) limit 100)
    union all (select substr(name, 6, 14) from companies order by hashint4(id) limit 100)`)
  return {
    people: {
      administrator: await person(1, null),
      head: await person(head, department),
      seller: await person(seller, [seller]),
      restricted: await person(restricted!, await beside(restricted!), [restricted!]),
    },
    sellers: await ids('select distinct owner_id id from deals order by 1'),
    openStages: await ids(`select id from stages where pipeline_id = 1 and meaning = 'open' order by position`),
    columns: await ids(`select id from stages where pipeline_id = 1 order by position`),
    products: await ids('select id from products where active order by id limit 500'),
    companies: await ids('select id from companies order by hashint4(id) limit 1000'),
    contacts: await ids('select id from contacts order by hashint4(id) limit 1000'),
    words: texts.rows.map(({ text }) => text),
  }
}

const worth = `coalesce(d.amount_base, '-Infinity'::numeric)`
/** The columns of a usual list, and what a card of the board shows. */
const listFields = [
  'title',
  'stageId',
  'amount',
  'currency',
  'beginDate',
  'closeDate',
  'ownerId',
  'companyId',
  'contactIds',
  'createdAt',
]
const cardFields = [
  'title',
  'amount',
  'currency',
  'stageSince',
  'closeDate',
  'ownerId',
  'companyId',
  'contactIds',
  'tagIds',
  'version',
]
const contacts = `(select json_agg(json_build_array(p.id, p.name) order by x.position) from deal_contacts x join contacts p on p.id = x.contact_id where x.deal_id = d.id) contacts`
const listed = `d.id, d.title, d.stage_id, d.amount, d.currency, d.begin_date, d.close_date, d.owner_id, d.company_id, d.created_at, c.name company_name, ${contacts}`
const carded = `d.id, d.title, d.amount, d.currency, d.stage_since, d.close_date, d.owner_id, d.company_id, d.version, c.name company_name, ${contacts},
  array(select x.term_id from deal_tags x where x.deal_id = d.id order by x.position) tag_ids`
const whole = `d.*, c.name company_name, ${contacts}`
const observed = (me: string) => `exists (select from deal_observers o where o.deal_id = d.id and o.user_id = ${me})`

const endings: Record<Role, string> = {
  administrator: '',
  head: '_head',
  seller: '_own',
  restricted: '_restricted',
}

/** Everything that is measured. */
export function operations(sample: Sample): Operation[] {
  const all: Operation[] = []
  for (const role of roles) {
    const ending = endings[role]
    const person = sample.people[role]
    const add = (name: string, operation: Omit<Operation, 'name' | 'role' | 'unrestricted'>) =>
      all.push({ name: `${name}${ending}`, role, ...operation, ...(ending ? { unrestricted: name } : {}) })
    const owner = (random: Random) => random.pick(person.owners ?? sample.sellers)
    // Written as a person who knows the data would: nothing to ask for who sees all.
    const visible = (first: number) =>
      person.owners === null ? 'true' : `(d.owner_id = any($${first}::int[]) or ${observed(`$${first + 1}`)})`
    const reach = person.owners === null ? [] : [person.owners, person.id]
    const list = (name: string, order: string): Floor => ({
      name,
      values: reach,
      text: `select ${listed} from deals d left join companies c on c.id = d.company_id where d.removed_at is null and ${visible(1)} order by ${order} limit 51`,
    })

    add('list', {
      goal: { p95: 5, perSecond: 1000, ratio: 3 },
      calls: (random) => [
        {
          method: 'deals.list',
          input: {
            filter: { field: 'ownerId', op: 'eq', value: owner(random) },
            sort: ['-amount'],
            limit: 50,
            fields: listFields,
          },
        },
      ],
      floor: (random) => ({
        name: `list${ending}`,
        values: [owner(random), ...reach],
        text: `select ${listed} from deals d left join companies c on c.id = d.company_id
          where d.removed_at is null and d.owner_id = $1 and ${visible(2)} order by ${worth} desc, d.id desc limit 51`,
      }),
    })
    if (role === 'administrator') {
      add('list_whole', {
        goal: null,
        calls: (random) => [
          {
            method: 'deals.list',
            input: { filter: { field: 'ownerId', op: 'eq', value: owner(random) }, sort: ['-amount'], limit: 50 },
          },
        ],
        floor: (random) => ({
          name: 'list_whole',
          values: [owner(random)],
          text: `select ${whole} from deals d left join companies c on c.id = d.company_id where d.removed_at is null and d.owner_id = $1 order by ${worth} desc, d.id desc limit 51`,
        }),
      })
    }
    const hard = { p95: 8, perSecond: 700, ratio: 4 }
    add('list_default', {
      goal: hard,
      calls: () => [{ method: 'deals.list', input: { sort: ['-createdAt'], limit: 50, fields: listFields } }],
      floor: () => list(`newest${ending}`, 'd.created_at desc, d.id desc'),
    })
    add('list_default_amount', {
      goal: hard,
      calls: () => [{ method: 'deals.list', input: { sort: ['-amount'], limit: 50, fields: listFields } }],
      floor: () => list(`richest${ending}`, `${worth} desc, d.id desc`),
    })
    add('board', {
      goal: { p95: 20, perSecond: 250, ratio: 3 },
      calls: () => [{ method: 'deals.board', input: { pipelineId: 1, limit: 20, fields: cardFields } }],
      floor: () => ({
        name: `board${ending}`,
        values: [sample.columns, ...reach],
        text: `select s.id column_id, x.*, t.count, t.amount from unnest($1::int[]) s(id)
          left join lateral (select sum(count) count, sum(amount_base) amount from deal_totals t where t.stage_id = s.id ${person.owners === null ? '' : 'and t.owner_id = any($2::int[])'}) t on true
          left join lateral (select ${carded} from deals d left join companies c on c.id = d.company_id
            where d.removed_at is null and d.stage_id = s.id and ${visible(2)} order by d.position, d.id limit 21) x on true`,
      }),
    })
    add('card', {
      goal: { p95: 10, perSecond: 400, ratio: 4 },
      calls: (random) => {
        const id = random.pick(person.dealIds)
        return [
          { method: 'deals.get', input: { id } },
          { method: 'events.list', input: { record: 'deals', id, limit: 30 } },
        ]
      },
      floor: (random) => ({
        name: `card${ending}`,
        values: [random.pick(person.dealIds), ...reach],
        text: `select ${whole}, (select json_agg(l order by l.position) from deal_lines l where l.deal_id = d.id) lines,
            (select json_agg(e) from (select * from events where record = 'deals' and record_id = d.id order by id desc limit 30) e) events
          from deals d left join companies c on c.id = d.company_id where d.id = $1 and ${visible(2)}`,
      }),
    })
    add('move', {
      goal: { p95: 8, perSecond: 500, ratio: 4 },
      calls: (random) => [
        { method: 'deals.move', input: { id: random.pick(person.movable), stageId: random.pick(sample.openStages) } },
      ],
      floor: (random) => ({
        name: `move${ending}`,
        values: [random.pick(person.movable), random.pick(sample.openStages)],
        text: `with moved as (
            update deals d set stage_id = $2, stage_since = now(), version = version + 1, updated_at = now(),
              position = coalesce((select p.position from deals p where p.stage_id = $2 and p.removed_at is null order by p.position, p.id limit 1), 0) - 1
            where id = $1 returning old.stage_id was, new.*
          ), left_stage as (update stage_entries set left_at = now() where deal_id = $1 and left_at is null returning 1
          ), entered as (
            insert into stage_entries (deal_id, kind, from_stage_id, stage_id, pipeline_id, entered_at, actor_id)
            select id, 'moved', was, stage_id, pipeline_id, clock_timestamp(), 1 from moved where (select count(*) from left_stage) >= 0 on conflict do nothing returning 1
          ), told as (
            insert into events (name, record, record_id, version, actor_id, via, at, changes)
            select 'deals.moved', 'deals', id, version, 1, 'api', now(), jsonb_build_object('stageId', jsonb_build_array(was, stage_id)) from moved returning 1
          ), counted as (
            insert into deal_total_deltas (stage_id, owner_id, opened, currency, month, count, amount, amount_base)
            select s, owner_id, opened, currency, date_trunc('month', close_date)::date, n, n * coalesce(amount, 0), n * coalesce(amount_base, 0)
            from moved, lateral (values (was, -1), (stage_id, 1)) v(s, n) returning 1
          ) select (select count(*) from entered) + (select count(*) from told) + (select count(*) from counted)`,
      }),
    })
    add('find', {
      goal: { p95: 15, perSecond: 400, ratio: null },
      calls: (random) => [{ method: 'search.find', input: { text: random.pick(sample.words) } }],
      floor: (random) => {
        const parts = random.pick(sample.words).toLowerCase().split(/\s+/)
        return {
          name: `find ${parts.length}`,
          values: parts.map((part) => `%${part}%`),
          text: `select record, record_id from search_entries where ${parts.map((_, i) => `words like $${i + 1}`).join(' and ')} limit 10`,
        }
      },
    })
    add('totals', {
      goal: null,
      calls: () => [{ method: 'deals.totals', input: { group: 'stageId' } }],
      floor: () => ({
        name: `totals${ending}`,
        values: reach.slice(0, 1),
        text: `select stage_id, sum(count) count, sum(amount_base) amount from deal_totals t ${person.owners === null ? '' : 'where owner_id = any($1::int[])'} group by 1`,
      }),
    })
    add('totals_filtered', {
      goal: null,
      calls: (random) => [
        {
          method: 'deals.totals',
          input: {
            filter: {
              and: [
                { field: 'ownerId', op: 'eq', value: owner(random) },
                { field: 'state', op: 'eq', value: 'won' },
              ],
            },
          },
        },
      ],
      floor: (random) => ({
        name: `totals_filtered${ending}`,
        values: [owner(random), ...reach],
        text: `select count(*), sum(amount_base) from deals d where removed_at is null and owner_id = $1 and state = 'won' and ${visible(2)}`,
      }),
    })
    if (role === 'administrator') {
      add('create', {
        goal: { p95: 12, perSecond: 400, ratio: null },
        calls: (random) => [
          {
            method: 'deals.create',
            input: {
              title: `Поставка ${random.int(1, 1_000_000)}`,
              companyId: random.pick(sample.companies),
              contactIds: [random.pick(sample.contacts)],
              lines: [1, 2, 3].map((quantity) => ({
                productId: random.pick(sample.products),
                quantity: String(quantity),
              })),
            },
          },
        ],
        floor: null,
      })
    }
  }
  // The same question by different people one after another, so that they are compared under the same load.
  const questions = [...new Set(all.map(({ name, unrestricted }) => unrestricted ?? name))]
  return all.sort((a, b) => questions.indexOf(a.unrestricted ?? a.name) - questions.indexOf(b.unrestricted ?? b.name))
}

export const askedWith = (name: string) => randomOf(`questions ${name}`)
