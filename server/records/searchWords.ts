import { sql, type RawBuilder } from 'kysely'
import { isNear, nearForms, type Sought, type SoughtPart } from '../../model/sought.ts'
import { allOf, anyOf, plannedAnew } from '../platform/database.ts'
import type { Context } from '../platform/method.ts'
import { likeText } from './filter.ts'

/**
 * How well a record answers; the smaller the better. Among equals the newer comes first. Each comes twice: as it is
 * written, then as it sounds in the other script or on the other keyboard.
 */
export const ranks = {
  exact: 0,
  begins: 1,
  wholeWords: 2,
  wordsBegin: 3,
  contains: 4,
  sounds: 5,
  /** called otherwise: its client or its tag is called so */
  client: 10,
  tag: 11,
  /** with one letter different; then its client, its tag */
  near: 12,
} as const
/** Those that have what was typed in the middle of their words only: a letter of it may be wrong. */
export const isDoubtful = (rank: number): boolean => rank === ranks.contains || rank === ranks.contains + ranks.sounds

const like = (pattern: string) => sql<boolean>`e.words like ${pattern}`
/** As typed; е may stand for ё. */
const written = (text: string) => likeText(text).replace(/[её]/g, '_')
const said = (form: string) => form.toUpperCase()
export const beginning = (form: string) => `% ${said(form)}%`
export const whole = (form: string) => `% ${said(form)} %`
const anywhere = (form: string) => `%${said(form)}%`

/** Words of which all have to be there, each in one of its forms. */
type Words = readonly (readonly string[])[]
/** More ways than that to combine the forms of several words are not written out. */
const mostArms = 8

/** What words a part of a sought text may have meant, by how it sounds. */
export type NearWords = ReadonlyMap<string, readonly string[]>
const mostNear = 12

/** Words that somebody has written and that differ by one letter from those sought; the likest in length first. */
export async function wordsNear(ctx: Context, { parts }: Sought): Promise<NearWords> {
  const typed = parts.flatMap(({ words }) => words)
  const patterns = new Set(
    typed.flatMap((letters) => nearForms(letters).map((one) => one.start + (one.whole ? '' : '%'))),
  )
  const { rows } = await sql<{ word: string }>`${plannedAnew}
    select distinct word from search_words where ${anyOf([...patterns].map((one) => sql`word like ${one}`))}`.execute(
    ctx.db,
  )
  const near = new Map<string, string[]>()
  for (const letters of typed) {
    const form = letters.join('')
    const found = rows.map(({ word }) => word).filter((word) => isNear(word, letters))
    const byLength = (a: string, b: string) => Math.abs(a.length - form.length) - Math.abs(b.length - form.length)
    if (found.length) near.set(form, found.sort(byLength).slice(0, mostNear))
  }
  return near
}

/**
 * Whether an entry, `e`, has every part of a sought text; with `near` words, whether it has them but for one, and another
 * of these in its place. Written as arms of which each asks for all words at once: the index then meets the rare one
 * first, whatever the others are.
 */
export function hasParts(sought: Sought, near?: NearWords): RawBuilder<boolean> {
  return anyOf(near ? armsNear(sought, near) : waysOf(sought.parts).flatMap((words) => armsOf(words)))
}

function armsNear({ parts }: Sought, near: NearWords): RawBuilder<boolean>[] {
  const spoken = parts.flatMap(({ readings }) => readings[0]!.map((forms) => forms[0]!))
  return [...near].flatMap(([form, words]) => {
    const others = spoken.filter((one) => one !== form).map((one) => like(anywhere(one)))
    return words.map((word) => allOf([like(whole(word)), ...others]))
  })
}

/** All as typed; all on the other keyboard; figures that are no phone. */
function waysOf(parts: readonly SoughtPart[]): Words[] {
  const numbers = Math.max(...parts.map(({ readings }) => readings.length))
  return Array.from({ length: numbers }, (_, i) => parts.flatMap(({ readings }) => readings[i] ?? readings[0]!))
}

function armsOf(words: Words): RawBuilder<boolean>[] {
  // By themselves, words of two letters have to begin one, and a figure has to be one: in the middle they are in too many,
  // and in no index.
  const within = (form: string, long: boolean) =>
    like(long || form.length > 2 ? anywhere(form) : /^\d$/.test(form) ? whole(form) : beginning(form))
  const isLong = (form: string) => form.length > 2
  if (words.reduce((count, forms) => count * forms.length, 1) > mostArms) {
    const long = words.some((forms) => forms.every(isLong))
    return [allOf(words.map((forms) => anyOf(forms.map((form) => within(form, long)))))]
  }
  const arms = words.reduce<string[][]>(
    (made, forms) => made.flatMap((arm) => forms.map((form) => [...arm, form])),
    [[]],
  )
  return arms.map((arm) => allOf(arm.map((form) => within(form, arm.some(isLong)))))
}

/** How the words of the name of an entry, `e`, sound. */
export const soundsOfName: RawBuilder<string> = sql`coalesce(substring(e.words from ${'\n\n( [^\n]* \n)'}), '')`
/** Of the words of an entry, `e`, those of the name: how it is written, and how it sounds. */
export const wordsOfName: RawBuilder<string> = sql`(split_part(e.words, ${'\n'}, 1) || ${'\n\n'} || ${soundsOfName})`

const heard = ({ readings }: SoughtPart, pattern: (form: string) => string) =>
  anyOf(readings.map((words) => allOf(words.map((forms) => anyOf(forms.map((form) => like(pattern(form))))))))

/** The rank of an entry that has every part. */
export function rankOf({ names, sounds, parts }: Sought): RawBuilder<number> {
  const name = names.map(written)
  const every = (pattern: (form: string) => string) => allOf(parts.map((part) => heard(part, pattern)))
  const byWords = sql`case when ${every(whole)} then 2 when ${every(beginning)} then 3 else 4 end`
  return sql<number>`case
    when ${anyOf(name.flatMap((one) => [like(`${one}\n%`), like(`%\n${one}\n%`)]))} then 0
    when ${anyOf(name.map((one) => like(`${one}%`)))} then 1
    when ${allOf(parts.map(({ keys }) => anyOf(keys.map((key) => like(`%${written(key)}%`)))))} then ${byWords}
    when ${anyOf(sounds.map((one) => like(`%\n\n ${said(one)} \n%`)))} then 5
    when ${anyOf(sounds.map((one) => like(`%\n\n ${said(one)}%`)))} then 6
    else 5 + ${byWords} end`
}
