import { sql } from 'kysely'
import { rangesAnywhere } from '../../model/access.ts'
import { records, type RecordName, type RowOf } from '../../model/records.ts'
import { demandWritable, type Place } from '../access/fields.ts'
import { inScope, reaches, type ScopeFacts } from '../access/scope.ts'
import { createDeals } from '../deals/creating.ts'
import { AppError } from '../platform/errors.ts'
import type { Context } from '../platform/method.ts'
import { changeRecords, createRecords, type NewOf, type Subject } from '../records/change.ts'
import { deniedErrors, loadRows } from '../records/read.ts'
import { subjects } from '../subjects.ts'
import { dealParts, type DealParts } from './dealParts.ts'
import { channelOf, type Step } from './mapping.ts'
import { joinedChannels, recognised, waves } from './recognising.ts'
import { lookUp, type Wanted } from './references.ts'
import { RowsRefused, type Entry, type ReadyRow } from './rows.ts'

/** What became of rows. A row is written whole or refused whole. */
export interface Outcome {
  created: Map<RecordName, Set<number>>
  updated: Map<RecordName, Set<number>>
  /** the rows that changed anything */
  effective: Set<number>
  refused: { row: ReadyRow; error: AppError }[]
}

/**
 * Writes rows in the transaction of `ctx`, all with the same few statements. What can be told about a single row is told
 * before anything of it is written; where the whole set is refused, it is halved until the row is found.
 */
export async function writeRows(
  ctx: Context,
  steps: readonly Step[],
  rows: readonly ReadyRow[],
  importId: number,
): Promise<Outcome> {
  if (!rows.length) return nothing()
  await sql`savepoint import_rows`.execute(ctx.db)
  try {
    const outcome = await attempt(ctx, steps, rows, importId)
    await sql`release savepoint import_rows`.execute(ctx.db)
    return outcome
  } catch (error) {
    const reason = error instanceof RowsRefused ? error : refusalOf(error)
    if (!reason) throw error
    await sql`rollback to savepoint import_rows`.execute(ctx.db)
    await sql`release savepoint import_rows`.execute(ctx.db)
    if (reason instanceof RowsRefused) {
      const refused = [...reason.rows].map(([row, why]) => ({ row, error: why }))
      const others = rows.filter((row) => !reason.rows.has(row))
      return joined({ ...nothing(), refused }, await writeRows(ctx, steps, others, importId))
    }
    if (rows.length === 1) return { ...nothing(), refused: [{ row: rows[0]!, error: reason }] }
    const middle = Math.ceil(rows.length / 2)
    const before = await writeRows(ctx, steps, rows.slice(0, middle), importId)
    return joined(before, await writeRows(ctx, steps, rows.slice(middle), importId))
  }
}

/** Whether an error is about what the rows say, rather than about the server. */
function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error.code === 'unavailable' ? null : error
  const code = String((error as { code?: unknown } | null)?.code)
  if (code === '23505') return new AppError('conflict', 'error.used')
  return /^2[23]\w{3}$/.test(code) ? new AppError('invalid', 'error.import.row') : null
}

const nothing = (): Outcome => ({ created: new Map(), updated: new Map(), effective: new Set(), refused: [] })

function joined(a: Outcome, b: Outcome): Outcome {
  for (const kind of ['created', 'updated'] as const) for (const [name, ids] of b[kind]) note(a[kind], name, ids)
  for (const row of b.effective) a.effective.add(row)
  a.refused.push(...b.refused)
  return a
}
function note(tally: Map<RecordName, Set<number>>, name: RecordName, ids: Iterable<number>): void {
  const known = tally.get(name) ?? new Set()
  for (const id of ids) known.add(id)
  if (known.size) tally.set(name, known)
}

async function attempt(
  ctx: Context,
  steps: readonly Step[],
  rows: readonly ReadyRow[],
  importId: number,
): Promise<Outcome> {
  const outcome = nothing()
  const written = new Map<string, Map<ReadyRow, number>>()
  for (const [at, step] of steps.entries()) {
    const entries = rows.flatMap((row): Entry[] => {
      const ready = row.steps[at]
      if (!ready) return []
      const values = { ...ready.values }
      for (const [field, link] of Object.entries(step.links)) {
        const id = written.get(link)?.get(row) ?? null
        values[field] = step.fields[field]!.kind === 'ref' ? id : id === null ? [] : [id]
      }
      return [{ row, ready, values, products: [] }]
    })
    await resolve(ctx, step, entries, importId, outcome)
    const ids = await writeStep(ctx, step, entries, importId, outcome)
    if (step.called !== undefined) written.set(step.called, ids)
  }
  return outcome
}

/** Puts ids in the place of names. Pipelines come before their stages. */
async function resolve(
  ctx: Context,
  step: Step,
  entries: readonly Entry[],
  importId: number,
  outcome: Outcome,
): Promise<void> {
  const needed = await neededFields(ctx, step, entries)
  const all = entries.flatMap((entry): Wanted<Entry>[] => {
    const products = (entry.ready.lines ?? []).flatMap(({ product }) => product ?? [])
    return [...entry.ready.named, ...products]
      .filter(({ field }) => needed(entry, field))
      .map((named) => ({ named, row: entry }))
  })
  const [stages, others] = [all.filter(isStage), all.filter((wanted) => !isStage(wanted))]
  const take = async (wanted: readonly Wanted<Entry>[]) => {
    if (!wanted.length) return
    const found = await lookUp(ctx, wanted)
    if (found.refused.size) throw new RowsRefused(new Map([...found.refused].map(([{ row }, error]) => [row, error])))
    for (const [name, ids] of await found.make({ importId })) note(outcome.created, name, ids)
    for (const one of wanted) {
      const { field } = one.named
      const ids = found.idsOf(one)
      if (field === 'lines') continue
      const list = one.row.values[field]
      one.row.values[field] = Array.isArray(list) ? [...new Set([...(list as number[]), ...ids])] : (ids[0] ?? null)
    }
    for (const entry of entries) {
      if (!entry.ready.lines?.length || wanted === stages) continue
      entry.products = entry.ready.lines.map(
        ({ product }) => (product && found.idsOf({ named: product, row: entry })[0]) ?? null,
      )
    }
  }
  await take(others)
  if (!stages.length) return
  const first = stages.some(({ row }) => row.values['pipelineId'] == null) ? await firstPipeline(ctx) : null
  for (const wanted of stages) wanted.within = (wanted.row.values['pipelineId'] as number | null | undefined) ?? first
  await take(stages)
}
/** What is there already and is to be left as it is needs no names looked up, and above all none made. */
async function neededFields(
  ctx: Context,
  step: Step,
  entries: readonly Entry[],
): Promise<(entry: Entry, field: string) => boolean> {
  const { record, key, existing } = step
  if (!entries.some(({ ready }) => ready.named.length || ready.lines?.length)) return () => true
  const byName = entries.some(({ ready }) => ready.named.some(({ field }) => key.includes(field)))
  if (existing === 'overwrite' || !key.length || byName) return () => true
  const there = await recognised(ctx, step, entries)
  if (existing === 'skip') return (entry) => !there.has(entry)
  const rows = await loadRows(ctx, record, [...there.values()])
  return (entry, field) => {
    const row = rows.get(there.get(entry) ?? 0) as Record<string, unknown> | undefined
    return !row || key.includes(field) || isEmpty(row[field])
  }
}

const isStage = ({ named }: Wanted<Entry>) => named.to === 'stages'

async function firstPipeline(ctx: Context): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from pipelines where removed_at is null order by position, id limit 1`.execute(ctx.db)
  return rows[0]?.id ?? null
}

/** Makes the records that are not there, and sees to those that are. Gives the record of each row. */
async function writeStep(
  ctx: Context,
  step: Step,
  entries: readonly Entry[],
  importId: number,
  outcome: Outcome,
): Promise<Map<ReadyRow, number>> {
  const ids = new Map<ReadyRow, number>()
  const waiting = waves(step, entries)
  for (let wave = waiting.shift(); wave; wave = waiting.shift()) {
    const firsts = wave.map((same) => same[0]!)
    const known = step.key.length ? await recognised(ctx, step, firsts) : new Map<Entry, number>()
    // Two phones may be those of one record: the second has its turn when the first is written.
    const late = repeatedIn(known)
    if (late.size) waiting.unshift(wave.filter(([first]) => late.has(first!)))
    const now = firsts.filter((entry) => !late.has(entry))
    const there = new Map([...known].filter(([entry]) => !late.has(entry)))
    const fresh = now.filter((entry) => !there.has(entry))
    demandOwners(ctx, step, fresh)
    const parts = step.record === 'deals' ? await dealParts(ctx, step, now, importId) : null
    const made = await create(ctx, step, fresh, parts, importId)
    note(outcome.created, step.record, made.values())
    const changed = await change(ctx, step, there, parts, importId)
    note(outcome.updated, step.record, changed)
    for (const same of wave) {
      const id = made.get(same[0]!) ?? there.get(same[0]!)
      if (id === undefined) continue
      for (const { row } of same) ids.set(row, id)
      if (made.has(same[0]!) || changed.has(id)) outcome.effective.add(same[0]!.row.number)
    }
  }
  return ids
}

function repeatedIn(known: ReadonlyMap<Entry, number>): Set<Entry> {
  const seen = new Set<number>()
  const repeated = new Set<Entry>()
  for (const [entry, id] of known) {
    if (seen.has(id)) repeated.add(entry)
    seen.add(id)
  }
  return repeated
}

/** A row for somebody whom the actor may not make responsible is refused alone, before the set is written. */
function demandOwners(ctx: Context, { record }: Step, fresh: readonly Entry[]): void {
  if (!records[record].owned) return
  const may = ({ values }: Entry) => {
    const row = { ownerId: (values['ownerId'] ?? ctx.actor.id) as number, opened: true }
    // Which stage a row comes to that names none is known, and judged, when it is made.
    return values['stageId'] == null
      ? rangesAnywhere(ctx.actor, record, 'add').some((range) => reaches(ctx.actor, range, row))
      : inScope(ctx.actor, record, 'add', { ...row, stageId: values['stageId'] as number })
  }
  const refused = fresh.filter((entry) => !may(entry))
  if (refused.length)
    throw new RowsRefused(new Map(refused.map(({ row }) => [row, new AppError('denied', 'error.denied.owner')])))
}

async function create(
  ctx: Context,
  { record }: Step,
  fresh: readonly Entry[],
  parts: DealParts | null,
  importId: number,
): Promise<Map<Entry, number>> {
  // The values have been judged by the fields of this record.
  const inputs = fresh.map((entry) => ({ ...begun(record, entry), ...parts?.moments(entry) }) as NewOf<RecordName>)
  const ids = parts
    ? await createDeals(ctx, inputs as NewOf<'deals'>[], fresh.map(parts.start), { importId })
    : await createRecords(ctx, subjects[record] as Subject<RecordName>, inputs, { importId })
  return new Map(fresh.map((entry, i) => [entry, ids[i]!]))
}

/** A file that tells when a deal closes and not when it began says nothing of today. */
const begun = (record: RecordName, { values }: Entry): Record<string, unknown> =>
  record === 'deals' && values['closeDate'] != null ? { beginDate: null, ...values } : values

/** Does to the records that are there what the mapping says. Gives those that really changed. */
async function change(
  ctx: Context,
  step: Step,
  there: ReadonlyMap<Entry, number>,
  parts: DealParts | null,
  importId: number,
): Promise<Set<number>> {
  const { record, existing } = step
  if (existing === 'skip' || !there.size || (existing === 'fill' && !tellsMore(step, [...there.keys()])))
    return new Set()
  const rows = await loadRows(ctx, record, [...there.values()])
  const denied = new Map<ReadyRow, AppError>()
  const beyond: { entry: Entry; action: 'edit' | 'move'; row: ScopeFacts }[] = []
  const changes: { id: number; fields: Partial<RowOf<RecordName>> }[] = []
  const moves: typeof changes = []
  for (const [entry, id] of there) {
    const row = rows.get(id)! as Record<string, unknown>
    const given = existing === 'fill' ? onlyEmpty(row, entry.values) : { ...entry.values, ...parts?.moments(entry) }
    // A record known by one of its phones keeps the others, and gets those it has not.
    const channel = channelOf(step)
    const joined = channel === null ? null : joinedChannels(row[channel], entry.values[channel])
    if (joined) given[channel!] = joined
    const fixed = writtenFixed(ctx, record, entry, row as Place)
    const moved = record === 'deals' && differs(row, given, ['stageId', 'pipelineId'])
    if (record === 'deals' && !moved) {
      delete given['stageId']
      delete given['pipelineId']
    }
    if (fixed) denied.set(entry.row, fixed)
    else if (!inScope(ctx.actor, record, 'edit', row as ScopeFacts)) beyond.push({ entry, action: 'edit', row })
    else if (moved && !inScope(ctx.actor, record, 'move', row as ScopeFacts))
      beyond.push({ entry, action: 'move', row })
    // The values have been judged by the fields of this record.
    else (moved ? moves : changes).push({ id, fields: given as Partial<RowOf<RecordName>> })
  }
  const why = beyond.length ? await deniedErrors(ctx, record, beyond) : []
  beyond.forEach(({ entry }, i) => denied.set(entry.row, why[i]!))
  if (denied.size) throw new RowsRefused(denied)
  const subject = subjects[record] as Subject<RecordName>
  const changed = new Set(await changeRecords(ctx, subject, changes, { importId }))
  if (moves.length) {
    const ids = await changeRecords(ctx, subject, moves, { importId, event: 'deals.moved', action: 'move' })
    for (const id of ids) changed.add(id)
  }
  for (const id of (await parts?.write(there, rows as ReadonlyMap<number, RowOf<'deals'>>, existing)) ?? [])
    changed.add(id)
  return changed
}

/** Why a row may not say what it does: whether the hidden value is the same is not told either. */
function writtenFixed({ actor }: Context, record: RecordName, { values }: Entry, row: Place): AppError | null {
  try {
    demandWritable(
      actor,
      record,
      Object.keys(values).filter((key) => !isEmpty(values[key])),
      row,
    )
    return null
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** Whether entries say anything beside what their records are recognised by. */
const tellsMore = ({ record, key }: Step, entries: readonly Entry[]): boolean =>
  record === 'deals' ||
  entries.some(({ values }) => Object.entries(values).some(([field, value]) => !key.includes(field) && !isEmpty(value)))
const isEmpty = (value: unknown) => value === null || value === undefined || (Array.isArray(value) && !value.length)
const onlyEmpty = (row: Record<string, unknown>, values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([key, value]) => isEmpty(row[key]) && !isEmpty(value)))
const differs = (
  row: Record<string, unknown>,
  given: Record<string, unknown>,
  keys: readonly (keyof RowOf<'deals'>)[],
) => keys.some((key) => given[key] !== undefined && given[key] !== row[key])
