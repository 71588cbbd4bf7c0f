import type { Page } from 'playwright-core'
import type { z } from 'zod'
import { commentText } from '../model/comments.ts'
import { readyRoles } from '../model/roles.ts'
import type { Field } from '../model/fields.ts'
import { lineInput } from '../model/lines.ts'
import { dictionaries } from '../model/terms.ts'
import { records, type RecordName } from '../model/records.ts'
import { ask } from './app.ts'

/** One of each kind, to open. */
export interface Filled {
  deal: number
  contact: number
  company: number
  product: number
  /** the secret end of a link that invites somebody */
  invitation?: string
  /** the secret end of a link for a new password */
  reset?: string
}

/** The text of a field of the n-th record. */
export type TextOf = (record: RecordName, field: string, n: number) => string

/**
 * Fills an installation that has been set up with some records of every kind, each with a text in every field that takes
 * one; what the set-up made is given such texts too. It goes by the definitions: a new field is filled in by itself.
 */
export async function fill(page: Page, textOf: TextOf, count: number, few = Math.min(count, 12)): Promise<Filled> {
  const list = async (record: RecordName) =>
    (await ask<{ items: { id: number }[] }>(page, `${record}.list`, { limit: 200, sort: ['id'] })).items
  // Names are unique in some records: each that is filled has a number of its own.
  const filled: Partial<Record<RecordName, number>> = {}
  const texts = (record: RecordName) => textFields(record, textOf, (filled[record] = (filled[record] ?? -1) + 1))
  const make = async (record: RecordName, also: Record<string, unknown>) =>
    (await ask<{ id: number }>(page, `${record}.create`, { ...texts(record), ...also })).id
  const several = async (record: RecordName, also: (n: number) => Record<string, unknown> = () => ({}), to = count) => {
    const ids: number[] = []
    for (let n = 0; n < to; n++) ids.push(await make(record, also(n)))
    return ids
  }

  for (const record of ['currencies', 'pipelines', 'stages', 'terms', 'roles'] as const)
    for (const { id } of await list(record)) await ask(page, `${record}.change`, { id, fields: texts(record) })
  const { company } = await ask<{ company: { baseCurrency: string } }>(page, 'session.get')
  const currency = company.baseCurrency
  const departments = await several('departments', (n) => (n % 2 ? { parentId: 1 } : {}), few)
  const users = await several(
    'users',
    (n) => ({ roleIds: [readyRoles.seller], departmentId: departments[n % few]! }),
    few,
  )
  await several('pipelines', undefined, 2)
  const terms: Partial<Record<string, number[]>> = {}
  for (const dictionary of dictionaries)
    terms[dictionary] = await several('terms', (n) => ({ dictionary, color: n % 2 ? 'teal' : null }), few)
  const term = (dictionary: (typeof dictionaries)[number], n: number) => terms[dictionary]![n % few]!

  const companies = await several('companies', (n) => ({
    typeId: term('companyType', n),
    industryId: term('industry', n),
    employees: 10 * n,
    revenue: String(1_250_000 * n),
    revenueCurrency: currency,
    ownerId: users[n % few]!,
  }))
  const contacts = await several('contacts', (n) => ({
    typeId: term('contactType', n),
    sourceId: term('source', n),
    birthDate: '1980-02-29',
    // The first two may be one and the same.
    phones: [{ type: 'mobile', value: `+7 912 ${String(2_000_000 + (n === 1 ? 0 : n))}` }],
    emails: [{ type: 'work', value: `client.${String(n)}@example.com` }],
    companyIds: [companies[n]!],
  }))
  const sections = await several('productSections', undefined, few)
  const products = await several('products', (n) => ({
    sectionId: sections[n % few]!,
    price: String(100 + 7 * n),
    currency,
    unitId: term('unit', n),
    taxRate: '20',
  }))
  const stages = (await list('stages')).map(({ id }) => id).slice(0, 6)
  const deals = await several('deals', (n) => ({
    stageId: stages[n % stages.length]!,
    typeId: term('dealType', n),
    sourceId: term('source', n),
    tagIds: [term('tag', n), term('tag', n + 1)],
    companyId: companies[n]!,
    contactIds: [contacts[n]!],
    observerIds: [users[0]!],
    ownerId: n % 3 ? users[n % few]! : 1,
    amount: String(1_500 * (n + 1)),
    lines:
      n % 2
        ? []
        : [
            { productId: products[n]!, quantity: '3' },
            { name: fitting(lineInput.shape.name, textOf('deals', 'line', n)), price: '10' },
          ],
  }))
  const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString()
  await several(
    'activities',
    (n) => ({
      kind: (['call', 'meeting', 'task', 'todo'] as const)[n % 4],
      deadline: inDays(n - 3),
      dealIds: [deals[n]!],
      companyIds: [companies[n]!],
      ownerId: 1,
    }),
    few,
  )
  await addFile(page, deals[0]!, textOf('deals', 'file', 0))
  const text = fitting(commentText, textOf('deals', 'said', 0))
  await ask(page, 'comments.create', { record: 'deals', recordId: deals[0]!, text })
  await tellAdministrator(page, textOf('users', 'name', users.length + 1), textOf('deals', 'title', count))
  return {
    deal: deals[0]!,
    contact: contacts[0]!,
    company: companies[0]!,
    product: products[0]!,
    invitation: await inviteSomebody(page, textOf('users', 'name', users.length)),
    reset: await resetOwn(page),
  }
}

/** Adds a file to a deal, which holds its own name. */
export async function addFile(page: Page, deal: number, name: string): Promise<void> {
  const status = await page.evaluate(
    async ([address, body]) => (await fetch(address, { method: 'POST', body })).status,
    [
      `/api/files.upload?${new URLSearchParams({ name, record: 'deals', recordId: String(deal) }).toString()}`,
      name,
    ] as const,
  )
  if (status !== 200) throw new Error(`files.upload: ${String(status)}`)
}

/** Has a colleague make the administrator an observer of a deal of his, so that the bell has something to tell. */
async function tellAdministrator(page: Page, name: string, title: string): Promise<void> {
  const colleague = { email: 'colleague@example.com', password: 'a long password' }
  const { id } = await ask<{ id: number }>(page, 'users.create', {
    name: fitting(records.users.fields.name.schema, name),
    email: colleague.email,
    roleIds: [readyRoles.seller],
  })
  await ask(page, 'users.setPassword', { id, password: colleague.password })
  const context = await page
    .context()
    .browser()!
    .newContext({ baseURL: new URL(page.url()).origin })
  const his = await context.newPage()
  await his.goto('/signin')
  await ask(his, 'session.signIn', colleague)
  await ask(his, 'deals.create', { title: fitting(records.deals.fields.title.schema, title), observerIds: [1] })
  await context.close()
}

/** Invites a person by a name; gives the secret end of the link. */
export async function inviteSomebody(page: Page, name: string): Promise<string> {
  const { link } = await ask<{ link: string }>(page, 'users.invite', { name, email: 'invited@example.com' })
  return link.split('/').at(-1)!
}

/** What a page of text goes into; a person's address and time zone are no free text. */
function textFields(record: RecordName, textOf: TextOf, n: number): Record<string, unknown> {
  const fields = Object.entries<Field>(records[record].fields)
  return Object.fromEntries(
    fields.flatMap(([name, field]): [string, unknown][] => {
      if (field.readonly || name === 'email' || name === 'timeZone' || name === 'taxNumber') return []
      const text = textOf(record, name, n)
      if (field.kind === 'text' || field.kind === 'longText') return [[name, fitting(field.schema, text)]]
      const type = { site: 'work', messenger: 'telegram', phone: null, email: null }[field.channel ?? 'phone']
      if (type) return [[name, fitting(field.schema, text, (value) => [{ type, value }])]]
      return []
    }),
  )
}

/** The text as far as a field takes it, cut between whole characters. */
function fitting(schema: z.ZodType, text: string, worn: (text: string) => unknown = (value) => value): unknown {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
  while (characters.length && !schema.safeParse(worn(characters.join(''))).success) characters.pop()
  return worn(characters.join(''))
}

/** What there is to open in an installation that has data; of the newest open deals the one with the most to show. */
export async function findFilled(page: Page): Promise<Filled> {
  const first = async (record: RecordName, limit = 1, also: object = {}) =>
    (await ask<{ items: { id: number }[] }>(page, `${record}.list`, { limit, sort: ['-id'], ...also })).items
  const open = { filter: { field: 'state', op: 'eq', value: 'open' } }
  let [deal, most] = [0, -1]
  for (const { id } of await first('deals', 12, open)) {
    const { products, comment, companyId, contactIds } = await ask<{
      products: { lines: unknown[] }
      comment: string | null
      companyId: number | null
      contactIds: number[]
    }>(page, 'deals.get', { id })
    const worth = products.lines.length + contactIds.length + (comment ? 2 : 0) + (companyId ? 2 : 0)
    if (worth > most) [deal, most] = [id, worth]
  }
  await addFile(page, deal, 'Offer.txt')
  await ask(page, 'comments.create', { record: 'deals', recordId: deal, text: 'They want it by Friday' })
  const [contact, company, product] = await Promise.all([first('contacts'), first('companies'), first('products')])
  return { deal, contact: contact[0]?.id ?? 0, company: company[0]?.id ?? 0, product: product[0]?.id ?? 0 }
}

/** Data as a company would have them: those with which one looks around after the first run. */
export async function fillWithDemo(page: Page): Promise<void> {
  await ask(page, 'demo.load')
  for (;;) {
    const { state, problem } = await ask<{ state: string; problem: string | null }>(page, 'demo.get')
    if (problem) throw new Error(problem)
    if (state === 'here') return
    await page.waitForTimeout(300)
  }
}

/** Makes a link for a new password of whoever is signed in; gives the secret end of it. */
export async function resetOwn(page: Page): Promise<string> {
  const { id } = await ask<{ id: number }>(page, 'session.get')
  const { link } = await ask<{ link: string }>(page, 'users.makeReset', { id })
  return link.split('/').at(-1)!
}
