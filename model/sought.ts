import { textKey } from './fields.ts'
import { soundsOf, wordsOf, type Sounds, type Word } from './sounds.ts'

/** A typed text as a search reads it. */
export interface Sought {
  /** the whole of it, folded: what is called exactly so comes first */
  names: string[]
  /** how the whole of it sounds */
  sounds: string[]
  /** the number of a deal, if it may be one */
  number: number | null
  /** every one has to be found */
  parts: SoughtPart[]
}
/** What stands between spaces. */
export interface SoughtPart {
  /** as it is typed, folded */
  keys: string[]
  /** ways to read it, one of which has to be found: words of which all have to be there, each in one of its forms */
  readings: string[][][]
  /** its words that may have been typed with one letter wrong: the sounds of each letter */
  words: string[][]
}

const mostParts = 8
const mostWords = 6
/** Shorter words are too easily taken for one another; what has figures or stands in an address is copied, not spelled. */
const shortestWrong = 4

/** Reads a typed text: in either script, on either keyboard, phones however they are written. */
export function readSought(text: string): Sought {
  const typed = text.normalize('NFC').replaceAll('\0', ' ').trim()
  const numbered = /^(?:№|#|no\.?\s|n°)?\s*(\d{1,10})$/i.exec(typed)
  const number = Number(numbered?.[1] ?? Number.NaN)
  const tokens = (numbered ? numbered[1]! : typed).split(/\s+/).slice(0, mostParts * 2)
  const parts: SoughtPart[] = []
  for (let i = 0; i < tokens.length && parts.length < mostParts;) {
    let end = i
    while (end < tokens.length && isOfPhone(tokens[end]!)) end++
    const run = tokens.slice(i, end)
    if (run.join('').replace(/\D/g, '').length >= 4) {
      parts.push(phonePart(run))
      i = end
    } else {
      const part = wordPart(tokens[i]!)
      if (part) parts.push(part)
      i++
    }
  }
  const whole = parts.length === 1 ? parts[0]!.keys : []
  const switched = otherLayout(typed)
  return {
    names: [...new Set([textKey(typed).replace(/\s+/g, ' '), ...whole, ...whole.filter(isDigits).map((d) => `+${d}`)])],
    sounds: [typed, switched].flatMap((one) => {
      const said = one === null ? '' : soundsOf(one).first.join(' ')
      return said ? [said] : []
    }),
    number: number >= 1 && number <= 2_147_483_647 ? number : null,
    parts,
  }
}

const isDigits = (text: string) => /^\d+$/.test(text)
const isOfPhone = (token: string) => /^[+(]?[\d()+./-]*\d[\d()./-]*$/.test(token)

/** Figures that may be a phone, or what stands there by itself. */
function phonePart(run: readonly string[]): SoughtPart {
  const all = run.join('').replace(/\D/g, '')
  const forms = [...new Set([all, ...(/^8\d{4}/.test(all) ? [`7${all.slice(1)}`] : []), all.replace(/^00|^810/, '')])]
  const apart = run.flatMap((token) => soundsOf(token).first.map((form) => [form])).slice(0, mostWords)
  const together = apart.length === 1 && apart[0]![0] === all
  return {
    keys: [...new Set([...forms, ...(run.length === 1 ? [textKey(run[0]!)] : [])])],
    readings: [[forms], ...(together ? [] : [apart])],
    words: [],
  }
}

function wordPart(token: string): SoughtPart | null {
  const switched = otherLayout(token)
  const readings = [token, ...(switched === null ? [] : [switched])]
    .map((one) => {
      const words = wordsOf(one).slice(0, mostWords)
      return words.map((word, i) => formsOf(one, word, i === words.length - 1))
    })
    .filter((words) => words.length > 0)
  if (!readings.length) return null
  return {
    keys: [textKey(token)],
    readings,
    words: /[\d@._/]/.test(token)
      ? []
      : wordsOf(token)
          .filter(({ start, end }) => end - start >= shortestWrong)
          .map((word) => lettersOf(word.readings[0]))
          .filter((letters) => letters.length >= 3),
  }
}

/** The forms of a word; of the one being typed also as it will sound with the next letter, as s does in sh. */
function formsOf(text: string, { start, end, readings }: Word, unfinished: boolean): string[] {
  const typed = text.slice(start, end).toLowerCase()
  const next = !unfinished || typed.length < 2 ? '' : /[sckzp]$/.test(typed) ? 'h' : /[yj]$/.test(typed) ? 'e' : ''
  const forms = [...readings.map(({ form }) => form), ...(next ? soundsOf(typed + next).first : [])]
  return [...new Set(forms)].filter(Boolean)
}

const [english, russian] = ["qwertyuiop[]asdfghjkl;'zxcvbnm,.`", 'йцукенгшщзхъфывапролджэячсмитьбюё']
const keysOf = (from: string, to: string) => new Map([...from].map((c, i) => [c, to[i]!]))
const toRussian = keysOf(english, russian)
const toEnglish = keysOf(russian, english)
for (const [shifted, key] of [
  ['{', 'х'],
  ['}', 'ъ'],
  [':', 'ж'],
  ['"', 'э'],
  ['<', 'б'],
  ['>', 'ю'],
  ['~', 'ё'],
] as const)
  toRussian.set(shifted, key)

/** The text as the same keys would have written it in the other layout; null if it has no letters to change. */
export function otherLayout(text: string): string | null {
  const low = text.toLowerCase()
  const keys = /[а-яё]/.test(low) ? toEnglish : /[a-z]/.test(low) ? toRussian : null
  return keys && [...low].map((c) => keys.get(c) ?? c).join('')
}

/** The sounds of each letter by itself: я is two. */
function lettersOf({ form, from }: Sounds): string[] {
  const letters: string[] = []
  for (let i = 0; i < form.length; i++) {
    if (i > 0 && from[i] === from[i - 1]) letters.push((letters.pop() ?? '') + form[i]!)
    else letters.push(form[i]!)
  }
  return letters
}

/**
 * Words that differ from this by one letter: wrong, missing, one too many, or two that have changed places. `_` is any
 * sound. A short word, or one wrong at its end, has to be the whole word: it would begin too many others.
 */
export function nearForms(letters: readonly string[]): { start: string; whole: boolean }[] {
  const near = new Map<string, boolean>()
  const short = letters.length <= 4
  const join = (...parts: (string | readonly string[])[]) => parts.flat().join('')
  const add = (start: string, whole: boolean) => near.set(start, (near.get(start) ?? true) && whole)
  letters.forEach((letter, i) => {
    const [before, after] = [letters.slice(0, i), letters.slice(i + 1)]
    const whole = short || i === letters.length - 1
    add(join(before, after), whole)
    // What should stand there may be two sounds, as я is.
    for (const any of ['_', '__']) {
      add(join(before, any, after), whole)
      add(join(before, any, letter, after), whole)
    }
    if (after[0]) add(join(before, after[0], letter, after.slice(1)), short)
  })
  near.delete(join(letters))
  return [...near].map(([start, whole]) => ({ start, whole }))
}

/** Where the parts of a sought text stand in a text: from, and where it ends; in order, apart from one another. */
export function marksIn(text: string, sought: Sought): [from: number, to: number][] {
  const marked = new Array<boolean>(text.length).fill(false)
  const words = wordsOf(text)
  const digits = digitsOf(text)
  for (const { readings, words: near } of sought.parts) {
    const found = readings.some((reading) => {
      const places = reading.map((forms) => placeOf(forms, words) ?? placeOfDigits(forms, digits))
      if (places.some((place) => place === null)) return false
      for (const place of places) marked.fill(true, ...place!)
      return true
    })
    if (found) continue
    for (const letters of near) {
      const pattern = nearPattern(letters)
      const word = words.find((one) => one.readings.some((reading) => pattern.test(reading.form)))
      if (word) marked.fill(true, word.start, word.end)
    }
  }
  const marks: [number, number][] = []
  marked.forEach((one, i) => {
    if (!one) return
    if (marked[i - 1]) marks.at(-1)![1] = i + 1
    else marks.push([i, i + 1])
  })
  return marks
}

/** Whether a text has every part in it. */
export const bears = (text: string, sought: Sought): boolean =>
  sought.parts.every((part) => marksIn(text, { ...sought, parts: [part] }).length > 0)

type Place = [from: number, to: number]
/** Where a word begins with one of the forms, else where one has it in the middle. */
function placeOf(forms: readonly string[], words: Word[]): Place | null {
  const within = (at: (form: string, sounds: Sounds) => number): Place | null => {
    for (const form of forms)
      for (const word of words)
        for (const sounds of word.readings) {
          const i = at(form, sounds)
          if (i >= 0) return [sounds.from[i]!, sounds.to[i + form.length - 1]!]
        }
    return null
  }
  return (
    within((form, sounds) => (sounds.form.startsWith(form) ? 0 : -1)) ??
    within((form, sounds) => (form.length > 2 ? sounds.form.indexOf(form) : -1))
  )
}

/** The figures of a text, whatever stands between them, and where. */
function digitsOf(text: string): { digits: string; at: number[] } {
  const at = [...text.matchAll(/\d/g)].map(({ index }) => index)
  return { digits: at.map((i) => text[i]!).join(''), at }
}

function placeOfDigits(forms: readonly string[], { digits, at }: ReturnType<typeof digitsOf>): Place | null {
  for (const form of forms) {
    const i = isDigits(form) && form.length >= 4 ? digits.indexOf(form) : -1
    if (i >= 0) return [at[i]!, at[i + form.length - 1]! + 1]
  }
  return null
}

/** Whether a word as it sounds begins with another one in which one letter is different. */
export const isNear = (form: string, letters: readonly string[]): boolean =>
  !form.startsWith(letters.join('')) && nearPattern(letters).test(form)

function nearPattern(letters: readonly string[]): RegExp {
  const form = letters.join('')
  let pattern = patterns.get(form)
  if (!pattern) {
    if (patterns.size > 100) patterns.clear()
    const near = nearForms(letters).map(({ start, whole }) => start.replaceAll('_', '.') + (whole ? '$' : ''))
    patterns.set(form, (pattern = new RegExp(`^(?:${near.join('|')})`, 'u')))
  }
  return pattern
}
const patterns = new Map<string, RegExp>()
