import { sql } from 'kysely'
import { importWords } from '../../model/words/imports.ts'
import { languages, type Language } from '../../model/users.ts'
import type { Context } from '../platform/method.ts'
import { writeCsv } from './reading.ts'

type Kind = 'row' | 'reason'
const names: Record<Kind, readonly (keyof typeof importWords)[]> = {
  row: ['row', 'rowOfFile'],
  reason: ['reason', 'reasonOfRefusal'],
}

/** How many columns at the beginning are those that a file of refused rows has before its own, in either language. */
export function ownColumns([first, second]: readonly string[]): 0 | 2 {
  const means = (kind: Kind, heading: string | undefined) =>
    names[kind].some((word) => languages.some((language) => importWords[word][language] === heading))
  return means('row', first) && means('reason', second) ? 2 : 0
}

/** The headings under which a file with certain columns may come: as it is, or as a file of its refused rows. */
export function headingsOf(columns: readonly string[]): string[][] {
  const bare = columns.slice(ownColumns(columns))
  return [bare, ...languages.map((language) => [...ownHeadings(bare, language), ...bare])]
}

/** What the own columns are called beside others that may be called so already. */
function ownHeadings(columns: readonly string[], language: Language): string[] {
  const taken = new Set(columns.map((name) => name.toLowerCase()))
  return (['row', 'reason'] as const).map((kind) => {
    const free = names[kind].find((word) => !taken.has(importWords[word][language].toLowerCase()))
    return importWords[free ?? kind][language]
  })
}

/** The refused rows as CSV, with their numbers and reasons before their own cells. */
export async function refusalsText(
  ctx: Context,
  { id, delimiter, columns }: { id: number; delimiter: string; columns: readonly string[] },
  { after, limit }: { after: number; limit: number },
): Promise<{ text: string; next: number | null }> {
  const { rows: found } = await sql<{ row: number; reason: string; line: string[] }>`
    select row, reason, line from import_refusals where import_id = ${id} and row > ${after} order by row limit ${limit + 1}`.execute(
    ctx.db,
  )
  // A file of refusals that comes back has the two columns already.
  const own = ownColumns(columns)
  const page = found.slice(0, limit)
  const table = page.map(({ row, reason, line }) => [
    String(row),
    reason,
    ...columns.slice(own).map((_, i) => line[own + i] ?? ''),
    ...line.slice(columns.length),
  ])
  const bare = columns.slice(own)
  const head = [...ownHeadings(bare, ctx.actor.language), ...bare]
  return {
    text: writeCsv(after === 0 ? [head, ...table] : table, delimiter),
    next: found.length > limit ? page.at(-1)!.row : null,
  }
}
