import { createHash } from 'node:crypto'
import type { ChannelValue } from '../../model/fields.ts'
import { textKey } from '../../model/fields.ts'
import { wordsOf } from '../../model/sounds.ts'
import { tellingWords, type Client } from '../records/similar.ts'

/** What may be the same of two clients, the surest first; `near`: the name but for a letter. */
export const pairSigns = ['tax', 'phone', 'email', 'name', 'near'] as const
export type PairSign = (typeof pairSigns)[number]

/** What tells who a client is. */
export interface Known {
  id: number
  name: string
  firstName?: string | null
  middleName?: string | null
  lastName?: string | null
  taxNumber: string | null
  phones: readonly ChannelValue[]
  emails: readonly ChannelValue[]
}

/** What two clients have in common. */
export interface Likeness {
  signs: PairSign[]
  rank: number
  parted: boolean
}

/**
 * What a client is found by, as numbers: two who are alike have at least one in common. Names are taken as they sound, so
 * that the script is all the same; of one with a letter wrong, what is left of both without that letter is the same.
 */
export function keysOf(record: Client, client: Known): string[] {
  const { tax, phones, emails } = numbersOf(client)
  const named = namesOf(record, client)
  const keys = [
    ...(tax ? [`tax ${tax}`] : []),
    ...phones.map((phone) => `phone ${phone}`),
    ...emails.map((email) => `email ${email}`),
    ...named.map((words) => `name ${words.join(' ')}`),
    ...(named[0] ? withoutLetter(named[0]).map((words) => `near ${words}`) : []),
  ]
  return [...new Set(keys)].map((key) =>
    createHash('sha1').update(`${record} ${key}`).digest().readBigInt64BE().toString(),
  )
}

/** What two clients have in common; null: nothing that would make one think that they are one. */
export function likenessOf(record: Client, one: Known, other: Known): Likeness | null {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  const shared = (key: 'phones' | 'emails') => a[key].some((value) => b[key].includes(value))
  const name = namesAlike(record, one, other)
  const signs = pairSigns.filter(
    (sign) =>
      ({
        tax: a.tax !== null && a.tax === b.tax,
        phone: shared('phones'),
        email: shared('emails'),
        name: name === 'name',
        near: name === 'near',
      })[sign],
  )
  if (!signs.length) return null
  const sure = signs.includes('name') && signs.length > 1
  return {
    signs,
    rank: sure ? 0 : 1 + pairSigns.indexOf(signs[0]!),
    parted: a.tax !== null && b.tax !== null && a.tax !== b.tax,
  }
}

function numbersOf({ taxNumber, phones, emails }: Known) {
  return {
    tax: taxNumber === null ? null : textKey(taxNumber),
    // A switchboard is one phone, whatever the extension.
    phones: [...new Set(phones.map(({ value }) => value.split(';')[0]!))],
    emails: [...new Set(emails.map(({ value }) => value))],
  }
}

/** As how many names one may be read: Vasiliev is Васильев, Dmitriev is Дмитриев. */
const mostReadings = 4

/** The words of a name as they sound, in no order, in each way to read them; none where they tell nobody apart. */
function namesOf(record: Client, { name, firstName, lastName }: Known): string[][] {
  const telling =
    record === 'contacts' ? [firstName, lastName].filter(Boolean).join(' ') : tellingWords(record, name).join(' ')
  const words = wordsOf(telling).map(({ readings }) => readings.map(({ form }) => form).filter(Boolean))
  const said = words.filter((forms) => forms.length)
  if (said.length < (record === 'contacts' ? 2 : 1) || said.flatMap((forms) => forms[0]!).join('').length < 3) return []
  const ways = said.reduce<string[][]>(
    (made, forms) => made.flatMap((way) => forms.map((form) => [...way, form])).slice(0, mostReadings),
    [[]],
  )
  return ways.map((way) => way.toSorted())
}

/** Longer names are not compared letter by letter. */
const mostLetters = 40
/** A letter tells more in a short word, and a figure always. */
const mayBeWrong = (word: string) => word.length >= 4 && !/\d/.test(word)

/** The words of a name, and in all ways without one letter. */
function withoutLetter(words: readonly string[]): string[] {
  if (words.join('').length > mostLetters) return []
  const left = words.flatMap((word, i) =>
    mayBeWrong(word)
      ? Array.from(word, (_, at) => [...words.toSpliced(i, 1), word.slice(0, at) + word.slice(at + 1)])
      : [],
  )
  return [words, ...left].map((some) => some.toSorted().join(' '))
}

function namesAlike(record: Client, one: Known, other: Known): 'name' | 'near' | null {
  const [a, b] = [namesOf(record, one), namesOf(record, other)]
  if (!a.length || !b.length || (record === 'contacts' && !middleNamesAgree(one, other))) return null
  const known = new Set(a.map((words) => words.join(' ')))
  if (b.some((words) => known.has(words.join(' ')))) return 'name'
  const [left, right] = [without(a[0]!, b[0]!), without(b[0]!, a[0]!)]
  const short = a[0]!.join('').length <= mostLetters && b[0]!.join('').length <= mostLetters
  const near = short && left.length === 1 && right.length === 1 && areNear(left[0]!, right[0]!)
  return near ? 'near' : null
}

/** Words that are not among others, each of which stands for one. */
function without(words: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return words.filter((word) => {
    const at = left.indexOf(word)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Whether two words differ by one letter: another one, one more, or two that have changed places. */
function areNear(a: string, b: string): boolean {
  if (![a, b].every(mayBeWrong)) return false
  let [from, end] = [0, 0]
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  while (end < a.length - from && end < b.length - from && a.at(-1 - end) === b.at(-1 - end)) end++
  const [left, right] = [a.slice(from, a.length - end), b.slice(from, b.length - end)]
  const swapped = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
  return swapped || Math.max(left.length, right.length) === 1
}

/** One may be left out, or shortened to a letter; two different ones are of two people. */
function middleNamesAgree(one: Known, other: Known): boolean {
  const soundOf = ({ middleName }: Known) =>
    wordsOf(middleName ?? '')
      .map(({ readings }) => readings[0].form)
      .join('')
  const [a, b] = [soundOf(one), soundOf(other)]
  return a.startsWith(b) || b.startsWith(a) || areNear(a, b)
}
