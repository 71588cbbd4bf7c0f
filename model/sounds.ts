/**
 * How words sound, whatever script and spelling they are in: Щербаков, Shcherbakov and Scherbakov are one word here.
 * The sounds are written in ASCII, one letter for a consonant: j is ж, q is ч, w is ш or щ, h is х.
 */

/** A word as it sounds, and where each sound stands in the text that it was read from. */
export interface Sounds {
  form: string
  /** the place of the i-th sound: from, and where it ends */
  from: number[]
  to: number[]
}
/** A word of a text; it may be read in two ways: Vasiliev is Васильев, Dmitriev is Дмитриев. */
export interface Word {
  /** where it stands in the text */
  start: number
  end: number
  readings: [Sounds, ...Sounds[]]
}

interface Letter {
  c: string
  from: number
  to: number
}

/** The words of a text: letters and digits; what stands between them only parts them. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let letters: Letter[] = []
  const end = () => {
    if (letters.length) words.push(wordOf(letters))
    letters = []
  }
  let at = 0
  for (const c of text) {
    const from = at
    at += c.length
    const folded = foldedOf(c)
    const last = letters.at(-1)
    // An apostrophe stands for a soft sign, an accent belongs to its letter.
    if (folded === '' || (last && /['’ʼʹ`]/.test(c) && /\p{L}/u.test(last.c) && /^\p{L}/u.test(text.slice(at)))) {
      if (last) last.to = at
      continue
    }
    if (!/[\p{L}\p{N}]/u.test(folded)) end()
    else for (const one of folded.split('')) letters.push({ c: one, from, to: at })
  }
  end()
  return words
}

/** The readings of the words of a text, for keeping: those of the first way first, then what else they may be. */
export function soundsOf(text: string): { first: string[]; others: string[] } {
  const words = wordsOf(text)
  return {
    first: words.map(({ readings }) => readings[0].form),
    others: words.flatMap(({ readings }) => readings.slice(1).map(({ form }) => form)),
  }
}

function foldedOf(c: string): string {
  let folded = known.get(c)
  if (folded === undefined) {
    const low = c.toLowerCase()
    const bare = low.normalize('NFD').replace(/\p{M}/gu, '')
    folded = plain[low] ?? plain[bare] ?? bare
    if (known.size < 5000) known.set(c, folded)
  }
  return folded
}
const known = new Map<string, string>()
/** Letters whose mark changes how they sound, and those that have one for people but not for Unicode. */
const plain: Record<string, string> = {
  č: 'ch',
  š: 'sh',
  ž: 'zh',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
  ħ: 'h',
}

function wordOf(letters: Letter[]): Word {
  const [first, last] = [letters[0]!, letters.at(-1)!]
  const spelled = letters.map(({ c }) => c).join('')
  const usual = read(letters, spelled, 0)
  const readings: [Sounds, ...Sounds[]] = [usual]
  if (/[a-z]/.test(spelled)) {
    const other = read(letters, spelled, 1)
    if (other.form !== usual.form) readings.push(other)
  }
  return { start: first.from, end: last.to, readings }
}

function read(letters: readonly Letter[], spelled: string, way: 0 | 1): Sounds {
  const sounds: Sounds = { form: '', from: [], to: [] }
  // ООО is no О.
  const repeated = letters.every(({ c }) => c === spelled[0])
  for (let i = 0; i < letters.length;) {
    const [length, said] = soundAt(spelled, i, way)
    const [from, to] = [letters[i]!.from, letters[i + length - 1]!.to]
    for (const sound of said) {
      // Doubled letters sound as one; digits do not.
      if (sound === sounds.form.at(-1) && !repeated && !/\p{N}/u.test(sound)) sounds.to[sounds.to.length - 1] = to
      else {
        sounds.form += sound
        sounds.from.push(from)
        sounds.to.push(to)
      }
    }
    // A soft sign at the end of a word belongs to what stands before it.
    if (said === '' && sounds.to.length) sounds.to[sounds.to.length - 1] = to
    i += length
  }
  return sounds
}

/** How many letters make the sound that begins at a place, and the sound. */
function soundAt(spelled: string, at: number, way: 0 | 1): [number, string] {
  const c = spelled[at]!
  const cyrillicSound = cyrillic[c]
  if (cyrillicSound !== undefined) return [1, cyrillicSound]
  for (const [letters, usual, other] of latin.get(c) ?? []) {
    if (!spelled.startsWith(letters, at)) continue
    const said = (way && other) || usual
    const sound = typeof said === 'string' ? said : said(spelled, at)
    if (sound !== null) return [letters.length, sound]
  }
  return [1, c]
}

// The sounds of Russian, then what Ukrainian, Belarusian and Kazakh have besides; marks over letters are gone by now.
const cyrillic: Record<string, string> = Object.fromEntries(
  `а=a б=b в=v г=g д=d е=e ж=j з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=ts ч=q ш=w щ=w ъ= ы=i ь= э=e ю=iu я=ia
   і=i є=e ґ=g ә=a ө=o ү=u ұ=u қ=k ң=n ғ=g һ=h ђ=d ј=i љ=l њ=n ћ=q џ=j`
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
)

/** A fixed sound, or one that depends on the letters around; null: these letters are not read together here. */
type Said = string | ((spelled: string, at: number) => string | null)
const vowels = 'aeiouy'
const apart: Said = () => null
const atStart =
  (yes: string, no: string): Said =>
  (_, at) =>
    at === 0 ? yes : no
const atEnd =
  (length: number, sound: string): Said =>
  (spelled, at) =>
    at + length === spelled.length && at > 0 ? sound : null
/** c as in Center, Kuznecov, Kuznecskij; elsewhere as in Carl. */
const cOf: Said = (spelled, at) => (/^c([eiyjvs]|ov)/.test(spelled.slice(at)) ? 'ts' : 'k')
const otherC: Said = (spelled, at) =>
  /^c[eiy]/.test(spelled.slice(at)) ? 's' : /^c([jvs]|ov)/.test(spelled.slice(at)) ? 'k' : 'ts'

/** Latin letters that are read together, the longest first; how they are read, and how else they may be. */
const latin = new Map<string, [letters: string, usual: Said, other?: Said][]>()
const rules: [letters: string, usual: Said, other?: Said][] = [
  ['shch', 'w'],
  ['tsch', 'q'],
  ['sch', 'w'],
  ['tch', atStart('q', 'tq')],
  ['sh', 'w'],
  ['ch', 'q'],
  ['zh', 'j'],
  ['kh', 'h'],
  ['ph', 'f'],
  ['th', 't'],
  ['gh', 'g'],
  ['ck', 'k'],
  ['tz', 'ts'],
  ['ander', apart, atEnd(5, 'andr')],
  ['off', atEnd(3, 'ov')],
  ['ie', apart, (spelled, at) => (spelled[at + 2] === 'v' && !vowels.includes(spelled[at - 1] ?? 'a') ? 'e' : null)],
  ['yo', 'e', 'io'],
  ['jo', 'e', 'io'],
  ['io', apart, (_, at) => (at > 0 ? 'e' : null)],
  ['ye', 'e'],
  ['je', 'e', 'je'],
  ['c', cOf, otherC],
  ['x', 'ks'],
  ['w', 'v'],
  ['y', 'i'],
  ['j', 'i', 'j'],
  ['q', 'k'],
]
for (const rule of rules) latin.set(rule[0][0]!, [...(latin.get(rule[0][0]!) ?? []), rule])
