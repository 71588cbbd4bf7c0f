import { z } from 'zod'
import { integerId } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'
import { reads, writes, type Method } from '../platform/method.ts'
import {
  changeRecords,
  createRecords,
  removeRecords,
  restoreRecords,
  type ChangeOf,
  type NewOf,
  type Subject,
} from './change.ts'
import { listInput, listRecords, type Page } from './list.ts'
import { following } from './merged.ts'
import { getRecord, writtenRecord, type Full } from './read.ts'
import { totalsInput, totalsOf, type Totals } from './totals.ts'

const one = z.strictObject({ id: integerId })
type Input<T> = z.ZodType<T, T>
type Changing<N extends RecordName> = { id: number; version?: number | undefined; fields: ChangeOf<N> }

/** What may be asked of any record. */
export type RecordMethods<N extends RecordName> = { [K in `${N}.list`]: Method<typeof listInput, Page<N>> } & {
  [K in `${N}.get`]: Method<typeof one, Full<N>>
} & { [K in `${N}.create`]: Method<Input<NewOf<N>>, Full<N>> } & {
  [K in `${N}.change`]: Method<Input<Changing<N>>, Full<N>>
} & { [K in `${N}.remove` | `${N}.restore`]: Method<typeof one, { id: number }> } & {
  [K in `${N}.totals`]: Method<typeof totalsInput, Totals>
}

/** The seven methods that every record has. */
export function recordMethods<N extends RecordName>(subject: Subject<N>): RecordMethods<N> {
  const { name } = subject
  const definition = records[name]
  const change = z.strictObject({ id: integerId, version: z.int().min(1).optional(), fields: definition.change })
  const methods = {
    [`${name}.list`]: reads(listInput, (ctx, input) => listRecords(ctx, name, input)),
    [`${name}.get`]: reads(one, (ctx, { id }) =>
      following(ctx, name, id, (one) => getRecord(ctx, name, one) as Promise<Full<N> & { removedAt: string | null }>),
    ),
    [`${name}.create`]: writes(definition.create, async (ctx, input) => {
      const [id] = await createRecords(ctx, subject, [input as NewOf<N>])
      return writtenRecord(ctx, name, id!)
    }),
    [`${name}.change`]: writes(change, async (ctx, { id, version, fields }) => {
      await changeRecords(ctx, subject, [{ id, version, fields: fields as object }])
      return writtenRecord(ctx, name, id)
    }),
    [`${name}.remove`]: writes(one, async (ctx, { id }) => {
      await removeRecords(ctx, subject, [id])
      return { id }
    }),
    [`${name}.restore`]: writes(one, async (ctx, { id }) => {
      await restoreRecords(ctx, subject, [id])
      return { id }
    }),
    [`${name}.totals`]: reads(totalsInput, (ctx, input) => totalsOf(ctx, name, input)),
  }
  // Computed keys lose their names for the compiler; they are written out in RecordMethods.
  return methods as unknown as RecordMethods<N>
}
