import { sql, type RawBuilder } from 'kysely'
import { nearForms, type Sought, type SoughtPart } from '../../model/sought.ts'
import { allOf, anyOf } from '../platform/database.ts'
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
/** Words of two letters have to begin one: in the middle they are in too many, and have no place in the index. */
const within = (form: string) => (form.length > 2 ? `%${said(form)}%` : beginning(form))
const beginning = (form: string) => `% ${said(form)}%`
const whole = (form: string) => `% ${said(form)} %`

/** Whether an entry, `e`, has every part of a sought text; `near` also with one letter of a word wrong. */
export const hasParts = ({ parts }: Sought, near = false): RawBuilder<boolean> =>
  allOf(parts.map((part) => anyOf([heard(part, within), ...(near && part.words.length ? [nearly(part)] : [])])))

const heard = ({ readings }: SoughtPart, pattern: (form: string) => string) =>
  anyOf(readings.map((words) => allOf(words.map((forms) => anyOf(forms.map((form) => like(pattern(form))))))))

const nearly = ({ words }: SoughtPart) =>
  allOf(
    words.map((letters) =>
      anyOf([
        like(within(letters.join(''))),
        ...nearForms(letters).map((near) => like((near.whole ? whole : beginning)(near.start))),
      ]),
    ),
  )

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
