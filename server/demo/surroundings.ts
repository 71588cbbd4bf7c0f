import { sql } from 'kysely'
import { textKey } from '../../model/fields.ts'
import { readyRoles } from '../../model/roles.ts'
import type { RecordName } from '../../model/records.ts'
import { departmentsSubject } from '../departments/methods.ts'
import { createPipeline, stagesSubject } from '../pipelines/pipelines.ts'
import type { Context } from '../platform/method.ts'
import { productSectionsSubject, productsSubject } from '../products/methods.ts'
import { changeRecords, createRecords } from '../records/change.ts'
import { termsSubject } from '../terms/methods.ts'
import { usersSubject } from '../users/users.ts'
import { articles, sections, type Section } from './catalogue.ts'
import type { Loaded } from './loading.ts'
import { cast } from './people.ts'
import type { Story } from './story.ts'
import { words, type Word } from './terms.ts'

const rottenSales = [7, 14, 21, 14, 14, 10]
const rottenService = [3, 5, 7, 10, 30]

/** Notes what has been made; gives the same ids. */
export type Mark = (record: RecordName, ids: readonly number[]) => number[]
export type TermOf = (word: Word) => number | null

/** Six colleagues in two departments, who can't sign in. */
export async function hire(ctx: Context, mark: Mark): Promise<number[]> {
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
        roleIds: [i === 0 ? readyRoles.head : readyRoles.seller],
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

export interface Stage {
  id: number
  pipelineId: number
  meaning: 'open' | 'won' | 'lost'
  rottenAfter: number | null
}
export interface Stages {
  open: Stage[]
  won: Stage
  lost: Stage[]
}
export const countsOf = ({ open, lost }: Stages) => ({
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
export async function ownPipeline(ctx: Context): Promise<Stages | null> {
  const { rows } = await sql<{ id: number }>`
    select id from pipelines where removed_at is null order by position, id limit 1`.execute(ctx.db)
  return rows[0] ? stagesOf(ctx, rows[0].id) : null
}

/** Says after how many days a deal is rotten, where nobody has said it yet. */
export async function markRotten(ctx: Context, stages: Stages): Promise<Pick<Loaded, 'rotten' | 'traces'>> {
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

export async function servicePipeline(ctx: Context, mark: Mark): Promise<Stages> {
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
export async function knownTerms(ctx: Context): Promise<TermOf> {
  const { rows } = await sql<{ id: number; dictionary: string; nameKey: string }>`
    select id, dictionary, name_key from terms where removed_at is null and active`.execute(ctx.db)
  return (word) => {
    const { dictionary, ru, en } = words[word]
    const keys = [textKey(ru), textKey(en)]
    return rows.find((row) => row.dictionary === dictionary && keys.includes(row.nameKey))?.id ?? null
  }
}

export async function tagIds(ctx: Context, { cast: { tags } }: Story, mark: Mark): Promise<number[]> {
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

export async function stock(
  ctx: Context,
  { prices }: Story,
  currency: string,
  term: TermOf,
  mark: Mark,
): Promise<number[]> {
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
      { unasked: true },
    ),
  )
}
