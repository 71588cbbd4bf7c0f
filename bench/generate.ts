import { createHash, type Hash } from 'node:crypto'
import type pg from 'pg'
import { readyRoles, type Grant } from '../model/roles.ts'
import { readyGrants } from '../server/roles/ready.ts'
import { textKey } from '../model/fields.ts'
import { records, type RecordName } from '../model/records.ts'
import { searchEntry } from '../server/records/searchEntries.ts'
import { copyInto, copyLine, type Cell } from './copy.ts'
import { randomOf, zipf, type Random } from './random.ts'
import * as words from './words.ts'

export const sizes = {
  tiny: { deals: 200, contacts: 120, companies: 60, products: 30, users: 10, events: 1_500 },
  S: { deals: 1_000, contacts: 1_500, companies: 500, products: 100, users: 10, events: 10_000 },
  M: { deals: 100_000, contacts: 150_000, companies: 50_000, products: 2_000, users: 60, events: 1_000_000 },
  L: { deals: 1_000_000, contacts: 600_000, companies: 200_000, products: 10_000, users: 200, events: 5_000_000 },
} as const
export type Size = keyof typeof sizes

/** What was loaded: rows of each table, and a digest of the very bytes. */
export interface Loaded {
  rows: Record<string, number>
  digest: string
}

const day = 86_400_000
/** Three years of deals end here, so that the same seed gives the same rows on any day. */
const end = Date.UTC(2026, 10, 1)
const begin = end - 3 * 365 * day
const batch = 4_000

/**
 * Fills an empty, migrated database with the data of a size: deterministic, by COPY, with the secondary indexes built
 * after. `client` owns the tables; as a superuser it also skips the checks of foreign keys.
 */
export async function generate(client: pg.Client, size: Size, seed = 'sdelka'): Promise<Loaded> {
  const {
    rows: [role],
  } = await client.query<{ superuser: boolean }>(`select usesuper superuser from pg_user where usename = current_user`)
  if (role?.superuser) await client.query(`set session_replication_role = replica`)
  await client.query(`set maintenance_work_mem = '1GB'; set synchronous_commit = off`)
  const indexes = await dropIndexes(client)
  const load = loader(client)
  const company = await loadSurroundings(client, load, sizes[size], randomOf(`${seed} surroundings`))
  await loadClients(load, sizes[size], company, randomOf(`${seed} clients`))
  await loadDeals(load, sizes[size], company, randomOf(`${seed} deals`))
  await load.done()
  await setSequences(client)
  for (const statement of indexes) await client.query(statement)
  await client.query(`reset session_replication_role`).catch(() => undefined)
  await client.query(`reset maintenance_work_mem; reset synchronous_commit`)
  await client.query(`vacuum (analyze, freeze)`)
  return { rows: load.rows, digest: load.digest() }
}

/** Takes away every index that no constraint stands on, and gives the statements that bring them back. */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    select i.indexrelid::regclass::text name, pg_get_indexdef(i.indexrelid) definition
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and not i.indisprimary and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

async function setSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select table_name name from information_schema.columns where table_schema = 'public' and column_name = 'id' and is_identity = 'YES'`)
  for (const { name } of rows) {
    await client.query(
      `select setval(pg_get_serial_sequence('${name}', 'id'), coalesce((select max(id) from ${name}), 0) + 1, false)`,
    )
  }
}

/** What a search finds a row by. */
function addSearched(load: Loader, record: RecordName, id: number, row: object): void {
  const { words, spelled } = searchEntry(records[record].searched, row)
  load.add('search_entries', { record, record_id: id, words })
  for (const word of spelled) load.addOnce('search_words', { word })
}

interface Loader {
  add(table: string, row: Record<string, Cell>): void
  /** unless the very same row is there already */
  addOnce(table: string, row: Record<string, Cell>): void
  /** sends what has been gathered; waits only for what was sent before, so that making and loading go side by side */
  flush(): Promise<void>
  done(): Promise<void>
  rows: Record<string, number>
  digest(): string
}

function loader(client: pg.Client): Loader {
  const tables = new Map<string, { columns: string[]; lines: string[]; hash: Hash }>()
  const rows: Record<string, number> = {}
  let sending: Promise<unknown> = Promise.resolve()
  const send = async (parts: { name: string; columns: string[]; text: Buffer }[]) => {
    for (const { name, columns, text } of parts) await copyInto(client, name, columns, text)
  }
  const flush = async () => {
    await sending
    const parts = [...tables]
      .sort(([a], [b]) => rank(a) - rank(b))
      .filter(([, { lines }]) => lines.length)
      .map(([name, table]) => {
        const text = Buffer.from(table.lines.join(''))
        table.hash.update(text)
        table.lines = []
        return { name, columns: table.columns, text }
      })
    sending = send(parts)
    // Seen by the next flush; until then nobody listens.
    sending.catch(() => undefined)
  }
  const add: Loader['add'] = (name, row) => {
    let table = tables.get(name)
    if (!table) tables.set(name, (table = { columns: Object.keys(row), lines: [], hash: createHash('sha256') }))
    table.lines.push(copyLine(Object.values(row)))
    rows[name] = (rows[name] ?? 0) + 1
  }
  const once = new Set<string>()
  return {
    rows,
    add,
    addOnce(name, row) {
      const key = `${name} ${copyLine(Object.values(row))}`
      if (!once.has(key)) add(name, row)
      once.add(key)
    },
    flush,
    async done() {
      await flush()
      await sending
    },
    digest() {
      const all = createHash('sha256')
      for (const name of [...tables.keys()].sort())
        all.update(`${name} ${tables.get(name)!.hash.copy().digest('hex')}\n`)
      return all.digest('hex').slice(0, 24)
    },
  }
}

// What others point at goes first.
const first = [
  'departments',
  'users',
  'pipelines',
  'stages',
  'terms',
  'product_sections',
  'products',
  'companies',
  'contacts',
  'deals',
]
const rank = (table: string) => (first.includes(table) ? first.indexOf(table) : first.length)

type Counts = (typeof sizes)[Size]
interface Stage {
  id: number
  pipelineId: number
  meaning: 'open' | 'won' | 'lost'
}
interface Product {
  id: number
  name: string
  price: number
}
/** What deals are made of. */
interface Company {
  users: number[]
  sellers: number[]
  pipelines: { id: number; open: Stage[]; won: Stage; lost: Stage[] }[]
  termIds: Record<keyof typeof words.terms, number[]>
  products: Product[]
  companyNames: string[]
  rates: Map<string, number[]>
}

const stamp = (at: number) => new Date(at).toISOString()
const dateOf = (at: number) => stamp(at).slice(0, 10)
const cents = (value: number) => `${Math.trunc(value / 100)}.${String(value % 100).padStart(2, '0')}`
const keyOf = (text: string | null) => (text === null ? null : textKey(text))
const common = (id: number, at: number, by: number | null, updated = at) => ({
  id,
  version: 1,
  created_at: stamp(at),
  created_by: by,
  updated_at: stamp(updated),
  updated_by: by,
  removed_at: null as string | null,
})

async function loadSurroundings(client: pg.Client, load: Loader, counts: Counts, random: Random): Promise<Company> {
  load.add('settings', {
    company_name: 'Сделка и партнёры',
    base_currency: 'RUB',
    time_zone: 'Europe/Moscow',
    week_start: 1,
  })
  loadRoles(load, counts.users)
  const { sellers, heads } = loadPeople(load, counts, random)
  await load.flush()
  // Departments and people name each other: the heads come when both are there.
  await load.done()
  for (const [departmentId, userId] of heads)
    await client.query('update departments set head_id = $2 where id = $1', [departmentId, userId])

  const rates = new Map<string, number[]>()
  for (const [position, [code, name, rate]] of (
    [
      ['RUB', 'Рубль', 1],
      ['USD', 'Доллар США', 80],
      ['EUR', 'Евро', 92],
    ] as const
  ).entries()) {
    const months: number[] = []
    for (let month = 0; month <= 36; month++) {
      const value =
        code === 'RUB'
          ? 10_000
          : Math.round(rate * 10_000 * (1 + 0.1 * Math.sin(month / 5 + position) + 0.02 * (random.next() - 0.5)))
      months.push(value)
      if (code !== 'RUB')
        load.add('currency_rates', {
          currency: code,
          day: dateOf(begin + month * 30.4 * day),
          rate: String(value / 10_000),
        })
    }
    rates.set(code, months)
    load.add('currencies', {
      ...common(position + 1, begin, 1),
      code,
      name,
      name_key: textKey(name),
      decimals: 2,
      base: code === 'RUB',
      rate: String(months.at(-1)! / 10_000),
      position,
    })
  }
  const pipelines = loadPipelines(load)
  const termIds = {} as Company['termIds']
  let termId = 0
  for (const [dictionary, names] of Object.entries(words.terms) as [keyof typeof words.terms, readonly string[]][]) {
    termIds[dictionary] = names.map((name, position) => {
      load.add('terms', {
        ...common(++termId, begin, 1),
        dictionary,
        name,
        name_key: textKey(name),
        color: null,
        position,
        active: true,
      })
      addSearched(load, 'terms', termId, { name })
      return termId
    })
  }
  const products = loadProducts(load, counts, termIds.unit, random)
  await load.flush()
  return {
    users: Array.from({ length: counts.users }, (_, i) => i + 1),
    sellers,
    pipelines,
    termIds,
    products,
    companyNames: [],
    rates,
  }
}

/** How many roles the restricted person has, and how many rules at stages they have together. */
const restriction = { roles: 12, rules: 40 }
const stageCount = 33

/** The roles that every installation begins with, and those of one person whom many rules restrict: the last seller. */
function loadRoles(load: Loader, users: number): void {
  const add = (id: number, name: string, grants: readonly Grant[]) =>
    load.add('roles', {
      ...common(id, begin, null),
      name,
      name_key: textKey(name),
      administrator: id === readyRoles.administrator,
      by_default: id === readyRoles.seller,
      position: id,
      grants: JSON.stringify(grants),
      field_grants: '[]',
      passages: '[]',
    })
  add(readyRoles.administrator, 'Администратор', [])
  add(readyRoles.head, 'Руководитель отдела', readyGrants('below'))
  add(readyRoles.seller, 'Продавец', readyGrants('own'))
  const reach = ['department', 'opened', 'below', 'own'] as const
  const rules = Array.from({ length: restriction.rules }, (_, i) => ({
    role: i % restriction.roles,
    grant: {
      record: 'deals',
      action: i < stageCount ? ('see' as const) : ('edit' as const),
      range: reach[i % reach.length]!,
      stageId: ((i * 7) % stageCount) + 1,
    },
  }))
  for (let i = 0; i < restriction.roles; i++) {
    const id = readyRoles.seller + 1 + i
    const own = rules.filter(({ role }) => role === i).map(({ grant }) => grant)
    add(id, `Роль ${String(i + 1)}`, [...readyGrants('own'), ...own])
    load.add('user_roles', { user_id: users, role_id: id, position: i + 1 })
  }
}

/** One administrator over branches with heads, these over departments with heads, and sellers in the departments. */
function loadPeople(load: Loader, counts: Counts, random: Random): { sellers: number[]; heads: [number, number][] } {
  const leaves = Math.max(2, Math.floor(counts.users / 7))
  const branches = Math.max(1, Math.round(leaves / 3))
  const department = (id: number, name: string, parent: number | null) =>
    load.add('departments', { ...common(id, begin, null), name, name_key: textKey(name), parent_id: parent })
  department(1, 'Компания', null)
  for (let i = 0; i < branches; i++) department(2 + i, `Филиал ${i + 1}`, 1)
  for (let i = 0; i < leaves; i++) department(2 + branches + i, `Отдел ${i + 1}`, 2 + (i % branches))
  const heads: [number, number][] = []
  for (let id = 1; id <= counts.users; id++) {
    const head = id <= 1 + branches + leaves
    const departmentId = head ? id : 2 + branches + ((id - 2 - branches - leaves) % leaves)
    const [first, last] = [random.pick(words.firstNames), random.pick(words.lastNames)]
    const name = id % 4 ? `${first[0]} ${last[0]}` : `${first[1]} ${last[1]}`
    const email = `${first[1]}.${last[1]}.${id}@sdelka.example`.toLowerCase()
    load.add('users', {
      ...common(id, begin, null),
      name,
      name_key: textKey(name),
      email,
      email_key: email,
      department_id: departmentId,
      active: true,
      invited: false,
      language: id % 4 ? 'ru' : 'en',
      time_zone: 'Europe/Moscow',
      time_zone_key: 'europe/moscow',
      theme: 'auto',
    })
    const role = id === 1 ? readyRoles.administrator : head ? readyRoles.head : readyRoles.seller
    load.add('user_roles', { user_id: id, role_id: role, position: 0 })
    if (head) heads.push([departmentId, id])
  }
  return { sellers: Array.from({ length: counts.users - 1 }, (_, i) => i + 2).sort(() => random.next() - 0.5), heads }
}

/** Four pipelines of eight, ten, six and nine stages. */
function loadPipelines(load: Loader): Company['pipelines'] {
  let stageId = 0
  return [5, 8, 4, 6].map((openCount, position) => {
    const id = position + 1
    const name = words.pipelineNames[position]!
    load.add('pipelines', { ...common(id, begin, 1), name, name_key: textKey(name), position })
    let place = 0
    const stage = (called: string, meaning: Stage['meaning'], color: string): Stage => {
      load.add('stages', {
        ...common(++stageId, begin, 1),
        pipeline_id: id,
        name: called,
        name_key: textKey(called),
        color,
        meaning,
        position: place++,
        rotten_after: meaning === 'open' ? 14 : null,
        asked: '[]',
      })
      return { id: stageId, pipelineId: id, meaning }
    }
    const open = words.openStages.slice(0, openCount).map((called) => stage(called, 'open', 'sky'))
    const won = stage('Выиграна', 'won', 'green')
    return {
      id,
      open,
      won,
      lost: words.lostStages
        .slice(0, openCount === 8 || openCount === 4 ? 1 : 2)
        .map((called) => stage(called, 'lost', 'red')),
    }
  })
}

function loadProducts(load: Loader, counts: Counts, units: readonly number[], random: Random): Product[] {
  for (const [i, name] of ['Оборудование', 'Услуги', 'Software'].entries()) {
    load.add('product_sections', {
      ...common(i + 1, begin, 1),
      name,
      name_key: textKey(name),
      parent_id: null,
      position: i,
    })
  }
  return Array.from({ length: counts.products }, (_, i) => {
    const id = i + 1
    const name = `${random.pick(words.productNouns)} ${random.pick(words.productKinds)} ${100 + random.int(0, 9900)}`
    const price = Math.round(Math.exp(8 + 1.3 * random.normal())) * 100
    const article = `A-${String(id).padStart(6, '0')}`
    load.add('products', {
      ...common(id, begin, 1),
      name,
      name_key: textKey(name),
      section_id: random.int(1, 4),
      article,
      article_key: textKey(article),
      price: cents(price),
      currency: 'RUB',
      unit_id: random.pick(units),
      tax_rate: '20',
      tax_included: true,
      active: random.chance(0.9),
      description: null,
    })
    addSearched(load, 'products', id, { name, article })
    load.add(
      'events',
      eventRow('products', id, 1, 'products.created', 1, begin, { name: [null, name], price: [null, cents(price)] }),
    )
    return { id, name, price }
  })
}

const eventRow = (
  record: string,
  id: number,
  version: number,
  name: string,
  actor: number,
  at: number,
  changes: Record<string, [unknown, unknown]>,
) => ({ name, record, record_id: id, version, actor_id: actor, via: 'web', at: stamp(at), changes })

async function loadClients(load: Loader, counts: Counts, company: Company, random: Random): Promise<void> {
  const owner = zipf(company.sellers.length)
  for (let id = 1; id <= counts.companies; id++) {
    const at = begin + Math.floor(((end - begin) * id) / (counts.companies + 1))
    const ownerId = company.sellers[owner(random)]!
    const [word, kind] = [random.pick(words.companyWords), random.pick(words.companyKinds)]
    const number = random.int(1, 1000)
    const name = random.chance(0.7) ? `ООО «${word[0]} ${kind[0]} ${number}»` : `${word[1]} ${kind[1]} ${number} Ltd`
    const phones = [{ type: 'work', value: `+7495${String(random.int(1_000_000, 10_000_000))}` }]
    const emails = random.chance(0.8)
      ? [{ type: 'work', value: `info@${word[1].replaceAll(' ', '').toLowerCase()}${id}.example` }]
      : []
    load.add('companies', {
      ...common(id, at, ownerId),
      name,
      name_key: textKey(name),
      type_id: random.pick(company.termIds.companyType),
      industry_id: random.pick(company.termIds.industry),
      parent_id: id > 10 && random.chance(0.05) ? random.int(1, id) : null,
      employees: random.chance(0.5) ? random.int(1, 5000) : null,
      revenue: null,
      revenue_currency: null,
      address: null,
      address_key: null,
      phones,
      emails,
      sites: '[]',
      messengers: '[]',
      owner_id: ownerId,
      opened: random.chance(0.5),
      comment: null,
    })
    addSearched(load, 'companies', id, { name, phones, emails })
    load.add(
      'events',
      eventRow('companies', id, 1, 'companies.created', ownerId, at, {
        name: [null, name],
        phones: [null, phones],
        ownerId: [null, ownerId],
      }),
    )
    company.companyNames.push(name)
    if (id % batch === 0) await load.flush()
  }
  for (let id = 1; id <= counts.contacts; id++) {
    const at = begin + Math.floor(((end - begin) * id) / (counts.contacts + 1))
    const ownerId = company.sellers[owner(random)]!
    const [first, last] = [random.pick(words.firstNames), random.pick(words.lastNames)]
    const language = random.chance(0.75) ? 0 : 1
    const [firstName, lastName] = [first[language], last[language]]
    const name = `${firstName} ${lastName}`
    const jobTitle = random.chance(0.6) ? random.pick(words.jobTitles) : null
    const phones = random.chance(0.9)
      ? [{ type: 'mobile', value: `+79${String(random.int(100_000_000, 1_000_000_000))}` }]
      : []
    const emails = random.chance(0.7)
      ? [{ type: 'work', value: `${first[1]}.${last[1]}${id}@mail.example`.toLowerCase() }]
      : []
    load.add('contacts', {
      ...common(id, at, ownerId),
      name,
      name_key: textKey(name),
      first_name: firstName,
      first_name_key: textKey(firstName),
      middle_name: null,
      middle_name_key: null,
      last_name: lastName,
      last_name_key: textKey(lastName),
      job_title: jobTitle,
      job_title_key: keyOf(jobTitle),
      type_id: random.pick(company.termIds.contactType),
      source_id: random.pick(company.termIds.source),
      birth_date: null,
      phones,
      emails,
      sites: '[]',
      messengers: '[]',
      owner_id: ownerId,
      opened: random.chance(0.5),
      comment: null,
    })
    if (random.chance(0.6))
      load.add('contact_companies', { contact_id: id, company_id: random.int(1, counts.companies + 1), position: 0 })
    addSearched(load, 'contacts', id, { name, phones, emails })
    load.add(
      'events',
      eventRow('contacts', id, 1, 'contacts.created', ownerId, at, {
        firstName: [null, firstName],
        lastName: [null, lastName],
        ownerId: [null, ownerId],
      }),
    )
    if (id % batch === 0) await load.flush()
  }
  await load.flush()
}

async function loadDeals(load: Loader, counts: Counts, company: Company, random: Random): Promise<void> {
  const owner = zipf(company.sellers.length)
  const product = zipf(company.products.length)
  const moves = 3.2
  const others = counts.contacts + counts.companies + counts.products
  const changesEach = Math.max(0, Math.round((counts.events - others) / counts.deals - 1.9 - moves))
  const places = new Map<number, number>()
  const bought = new Uint8Array(counts.companies + 1)
  const sums = new Map<string, [count: number, amount: number, base: number]>()
  const monthly = new Map<string, [count: number, amount: number, base: number]>()
  const add = (map: typeof sums, key: string, amount: number, base: number) => {
    const found = map.get(key)
    if (!found) return void map.set(key, [1, amount, base])
    found[0]++
    found[1] += amount
    found[2] += base
  }
  const { source, dealType, tag } = company.termIds

  for (let id = 1; id <= counts.deals; id++) {
    // More deals each year than the year before.
    const created = begin + Math.floor((end - begin - day) * Math.pow(id / counts.deals, 0.85))
    const pipeline = company.pipelines[random.chance(0.6) ? 0 : random.int(1, 4)]!
    const isOpen = random.chance(end - created < 60 * day ? 0.55 : 0.025)
    const isWon = !isOpen && random.chance(0.55)
    const ownerId = company.sellers[owner(random)]!
    const opened = random.chance(0.5)
    const reached = isOpen
      ? random.int(0, pipeline.open.length)
      : isWon
        ? pipeline.open.length - 1
        : random.int(0, pipeline.open.length)
    const path = pipeline.open.slice(0, reached + 1).filter((_, i) => i === 0 || i === reached || random.chance(0.6))
    if (!isOpen) path.push(isWon ? pipeline.won : random.pick(pipeline.lost))
    const lasted = Math.min(end - created - 1000, Math.floor((isOpen ? 20 : 45) * day * (0.2 + random.next())))
    const entered = path.map((_, i) => created + Math.floor((lasted * i) / path.length))
    const stage = path.at(-1)!
    const stageSince = entered.at(-1)!
    const closedAt = isOpen ? null : stageSince
    const currency = random.chance(0.85) ? 'RUB' : random.chance(0.6) ? 'USD' : 'EUR'
    const foreign = currency === 'RUB' ? 1 : 80

    let [amount, tax]: [number | null, number | null] = [null, null]
    const byHand = random.chance(0.12)
    const hasLines = random.chance(byHand ? 0.3 : 0.97)
    let named: string | null = null
    if (hasLines) {
      let [total, taxes] = [0, 0]
      const count = 1 + Math.min(9, Math.floor(-Math.log(1 - random.next()) * 3))
      for (let position = 0; position < count; position++) {
        const item = company.products[product(random)]!
        named ??= item.name
        const price = Math.max(1, Math.round(item.price / foreign))
        const [quantity, discount] = [random.int(1, 11), random.chance(0.2) ? random.pick([5, 10, 15]) : 0]
        const line = lineOf(price, quantity, discount)
        total += line.total
        taxes += line.tax
        load.add('deal_lines', {
          deal_id: id,
          position,
          product_id: item.id,
          name: item.name,
          quantity: String(quantity),
          price: plainCents(price),
          discount_kind: 'percent',
          discount: String(discount),
          tax_rate: '20',
          tax_included: true,
          unit_id: null,
          total: cents(line.total),
        })
      }
      tax = taxes
      amount = byHand ? Math.round(total / 10_000) * 10_000 : total
    } else if (byHand && random.chance(0.8)) amount = Math.round(Math.exp(11 + random.normal()) / foreign) * 100
    const month = isOpen ? 36 : rateMonth(closedAt!)
    const base = amount === null ? null : Math.floor((amount * company.rates.get(currency)![month]! + 5_000) / 10_000)

    const companyId = random.chance(0.7) ? random.int(1, counts.companies + 1) : null
    const title =
      `${random.pick(words.dealWords)} ${named ?? random.pick(words.productNouns)}${companyId === null ? '' : `: ${company.companyNames[companyId - 1]!}`}`.slice(
        0,
        255,
      )
    const closeDate = isOpen ? dateOf(end + random.int(-20, 60) * day) : dateOf(closedAt!)
    const removed = random.chance(0.004)
    const place = (places.get(stage.id) ?? 0) - 1
    places.set(stage.id, place)
    const comment = random.chance(0.15) ? random.pick(words.comments) : null
    const sourceId = random.pick(source)
    const contacts = random.chance(0.8)
      ? [
          ...new Set([
            random.int(1, counts.contacts + 1),
            ...(random.chance(0.25) ? [random.int(1, counts.contacts + 1)] : []),
          ]),
        ]
      : []

    let version = 0
    const changes = (name: string, at: number, told: Record<string, [unknown, unknown]>) =>
      load.add('events', eventRow('deals', id, ++version, name, ownerId, at, told))
    const amountText = amount === null ? null : cents(amount)
    changes('deals.created', created, {
      title: [null, title],
      pipelineId: [null, pipeline.id],
      stageId: [null, path[0]!.id],
      state: [null, 'open'],
      currency: [null, currency],
      ownerId: [null, ownerId],
      ...(companyId === null ? {} : { companyId: [null, companyId] }),
      beginDate: [null, dateOf(created)],
      contactIds: [null, contacts],
      opened: [null, opened],
    })
    if (hasLines)
      changes('deals.productsSet', created + 1000, {
        amount: [null, amountText],
        lines: [[], [{ name: named, quantity: '1' }]],
      })
    for (let i = 1; i < path.length; i++) {
      changes('deals.moved', entered[i]!, {
        stageId: [path[i - 1]!.id, path[i]!.id],
        state: [path[i - 1]!.meaning, path[i]!.meaning],
        stageSince: [stamp(entered[i - 1]!), stamp(entered[i]!)],
      })
    }
    for (let i = 0; i < changesEach; i++) {
      changes(
        'deals.changed',
        Math.min(end, stageSince + (i + 1) * 60_000),
        i % 2 ? { probability: [i * 10, i * 10 + 10] } : { comment: [null, words.comments[i % words.comments.length]] },
      )
    }

    load.add('deals', {
      ...common(id, created, ownerId, stageSince),
      version,
      removed_at: removed ? stamp(end) : null,
      title,
      title_key: textKey(title),
      pipeline_id: pipeline.id,
      stage_id: stage.id,
      state: stage.meaning,
      stage_since: stamp(stageSince),
      closed_at: closedAt && stamp(closedAt),
      amount: amountText,
      currency,
      amount_base: base === null ? null : cents(base),
      amount_from: byHand ? 'hand' : 'products',
      tax: tax === null ? null : cents(tax),
      probability: random.chance(0.4) ? random.int(0, 11) * 10 : null,
      type_id: random.pick(dealType),
      source_id: sourceId,
      source_text: null,
      source_text_key: null,
      begin_date: dateOf(created),
      close_date: closeDate,
      owner_id: ownerId,
      opened,
      company_id: companyId,
      return_customer: companyId !== null && bought[companyId] === 2,
      repeated_approach: companyId !== null && bought[companyId] === 1,
      comment,
      info: null,
      position: String(place),
    })
    if (companyId !== null) bought[companyId] = isWon ? 2 : Math.max(1, bought[companyId]!)
    for (const [position, contactId] of contacts.entries())
      load.add('deal_contacts', { deal_id: id, contact_id: contactId, position })
    if (random.chance(0.05)) {
      const observers = new Set([
        random.pick(company.sellers),
        ...(random.chance(0.5) ? [random.pick(company.sellers)] : []),
      ])
      for (const [position, userId] of [...observers].entries())
        load.add('deal_observers', { deal_id: id, user_id: userId, position })
    }
    if (random.chance(0.1)) load.add('deal_tags', { deal_id: id, term_id: random.pick(tag), position: 0 })
    for (const [i, one] of path.entries()) {
      load.add('stage_entries', {
        deal_id: id,
        kind: i === 0 ? 'created' : one.meaning === 'open' ? 'moved' : 'closed',
        from_stage_id: i ? path[i - 1]!.id : null,
        stage_id: one.id,
        pipeline_id: one.pipelineId,
        entered_at: stamp(entered[i]!),
        left_at: i + 1 < path.length ? stamp(entered[i + 1]!) : null,
        actor_id: ownerId,
      })
    }
    addSearched(load, 'deals', id, { title })
    if (!removed) {
      const key = `${stage.id} ${ownerId} ${opened} ${currency}`
      add(sums, key, amount ?? 0, base ?? 0)
      add(monthly, `${key} ${closeDate.slice(0, 7)}-01`, amount ?? 0, base ?? 0)
    }
    if (id % batch === 0) await load.flush()
  }
  for (const [table, map] of [
    ['deal_totals', sums],
    ['deal_totals_monthly', monthly],
  ] as const) {
    for (const [key, [count, amount, base]] of map) {
      const [stageId, ownerId, opened, currency, month] = key.split(' ')
      load.add(table, {
        stage_id: stageId!,
        owner_id: ownerId!,
        opened: opened === 'true',
        currency: currency!,
        ...(month === undefined ? {} : { month }),
        count,
        amount: cents(amount),
        amount_base: cents(base),
      })
    }
  }
  await load.flush()
}

/** The month whose rate holds at a moment: the newest on or before its day. */
function rateMonth(at: number): number {
  const wanted = dateOf(at)
  let month = Math.min(36, Math.floor((at - begin) / (30.4 * day)) + 1)
  while (month > 0 && dateOf(begin + month * 30.4 * day) > wanted) month--
  return month
}

/** A catalogue price as lines keep it: without zeros at its end. */
const plainCents = (value: number) => cents(value).replace(/\.?0+$/, '')

/** The sums of a line with 20 % tax included, in cents: exact in whole numbers, where decimals would take minutes. */
export function lineOf(price: number, quantity: number, discount: number): { total: number; tax: number } {
  const stated = price * (100 - discount) * quantity
  const total = Math.floor((stated + 50) / 100)
  return { total, tax: total - Math.floor((2 * stated + 120) / 240) }
}
