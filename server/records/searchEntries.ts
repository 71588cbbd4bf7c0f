import { sql } from 'kysely'
import { textKey, type ChannelValue } from '../../model/fields.ts'
import type { RecordName } from '../../model/records.ts'
import { isCustomKey } from '../../model/customFields.ts'
import { searchedFields } from '../../model/shape.ts'
import { loadShape } from '../access/actor.ts'
import { soundsOf } from '../../model/sounds.ts'
import { transact, type Db } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import type { Draft } from './change.ts'

/** Keeps the words by which records are found, apart from their rows: written only when a searched field has changed. */
export async function writeSearchEntries<N extends RecordName>(
  ctx: Context,
  name: N,
  drafts: readonly Draft<N>[],
): Promise<void> {
  const searched = searchedFields(ctx.actor.shape, name)
  if (!searched.length) return
  const entries = drafts
    .filter(({ old, next }) => !old || textsOf(searched, old).join('\n') !== textsOf(searched, next).join('\n'))
    .map(({ id, next }) => ({ id, ...searchEntry(searched, next) }))
  await keep(ctx.db, name, entries)
}

type Entry = ReturnType<typeof searchEntry> & { id: number }

async function keep(db: Db, name: RecordName, entries: readonly Entry[]): Promise<void> {
  if (!entries.length) return
  const learnt = [...new Set(entries.flatMap(({ spelled }) => spelled))]
  const kept = JSON.stringify(entries.map(({ id, words }) => ({ id, words })))
  // Nobody waits for another one's words: a word that two write at once is there twice.
  await sql`with learning as (
      insert into search_words (word) select word from unnest(${learnt}::text[]) word
      where not exists (select from search_words known where known.word = word.word))
    insert into search_entries (record, record_id, words)
    select ${name}, id, words from json_to_recordset(${kept}::json) as x(id int, words text)
    on conflict (record, record_id) do update set words = excluded.words`.execute(db)
}

const chunk = 500

/** Writes the words of all rows anew in which a field stands that was not searched before. */
export async function renewSearchEntries(db: Db, name: RecordName, field: string, signal: AbortSignal): Promise<void> {
  const searched = searchedFields(await loadShape(db), name)
  const held = isCustomKey(field) ? sql`d.custom ? ${field}` : sql`${sql.ref(`d.${field}`)} is not null`
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted;) {
    const after: number = from
    from = await transact(db, async (tx) => {
      // Held meanwhile: who changes one of them writes its words after us.
      const { rows } = await sql<{ id: number; custom?: object }>`
        select d.* from ${sql.table(name)} d where ${held} and d.id > ${after}
        order by d.id limit ${chunk} for share`.execute(tx)
      await keep(
        tx,
        name,
        rows.map((row) => ({ id: row.id, ...searchEntry(searched, { ...row, ...row.custom }) })),
      )
      return rows.at(-1)?.id
    })
  }
}

/**
 * What a search finds a row by. `words`: its searched fields, first as they are, folded, one per line; after an empty
 * line, how they sound, one per line again, each word between spaces; at last, how else some of them may be read. The
 * first of each is the name. Sounds are in capitals, so that letters are not taken for them; to the index that is all the
 * same. `spelled`: those words that one may misspell, as they sound.
 */
export function searchEntry(searched: readonly string[], row: object): { words: string; spelled: string[] } {
  const texts = textsOf(searched, row)
  const sounds = texts.map(soundsOf)
  const lines = [...sounds.map(({ first }) => first), sounds.flatMap(({ others }) => others)]
  const words = [
    ...texts.map(textKey),
    '',
    ...lines.filter((line, i) => line.length || i === 0).map((line) => ` ${line.join(' ').toUpperCase()} `),
    '',
  ].join('\n')
  const spelled = sounds.flatMap(({ first }) => first.filter((form) => form.length >= 3 && !/\d/.test(form)))
  return { words, spelled }
}

function textsOf(searched: readonly string[], row: object): string[] {
  return searched.flatMap((key) => {
    const value = (row as Record<string, unknown>)[key]
    if (Array.isArray(value))
      return (value as (ChannelValue | string)[]).map((one) => (typeof one === 'string' ? one : one.value))
    return typeof value === 'string' ? [value] : []
  })
}
