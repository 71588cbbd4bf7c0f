import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { soundsOf } from './sounds.ts'
import { bears, marksIn, otherLayout, readSought } from './sought.ts'

/** Ways in which names are written in Latin letters: passports of today and before, libraries, the press. */
const systems: Record<string, Record<string, string>> = {
  passport: {
    ё: 'e',
    ж: 'zh',
    й: 'i',
    х: 'kh',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'shch',
    ъ: '',
    ы: 'y',
    ь: '',
    э: 'e',
    ю: 'iu',
    я: 'ia',
  },
  press: {
    ё: 'yo',
    ж: 'zh',
    й: 'y',
    х: 'kh',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'shch',
    ъ: '',
    ы: 'y',
    ь: '',
    э: 'e',
    ю: 'yu',
    я: 'ya',
  },
  apostrophes: {
    ё: 'yo',
    ж: 'zh',
    й: 'y',
    х: 'h',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'sch',
    ъ: '’',
    ы: 'y',
    ь: "'",
    э: 'e',
    ю: 'yu',
    я: 'ya',
  },
  scientific: {
    ё: 'ë',
    ж: 'ž',
    й: 'j',
    х: 'h',
    ц: 'c',
    ч: 'č',
    ш: 'š',
    щ: 'šč',
    ъ: 'ʺ',
    ы: 'y',
    ь: 'ʹ',
    э: 'è',
    ю: 'ju',
    я: 'ja',
  },
}

const stems =
  'Иван Петр Сидор Кузнец Попов Василь Соколов Михайл Фёдор Андре Алексе Яковл Юрь Юшк Щерб Щук Жук Жда Чайк Чернец Шиш Шевц Хрущ Хох Цвет Цыган Эйдел Эфим Ельц Ерём Ёлк Зайц Лукьян Мельник Рыбь Савель Тётк Ульян Быч Ящ Якш Ксенофонт Аристарх Ильин Ольг Игорь Гаврил Дьяч Колядь Нехай'.split(
    ' ',
  )
const ends = [
  'ов',
  'ова',
  'ев',
  'ёв',
  'ин',
  'ина',
  'енко',
  'ский',
  'ская',
  'ых',
  'ук',
  'ян',
  'юк',
  'ия',
  'ьян',
  'ович',
  'евич',
  'ицын',
]
const plain: Record<string, string> = Object.fromEntries(
  [...'абвгдезийклмнопрстуф'].map((c, i) => [c, [...'abvgdeziiklmnoprstuf'][i]!]),
)
const vowels = 'аеёиоуыэюя'
/** Names as they may be: a sign or an ending is not written where Russian has none. */
const names = stems
  .flatMap((stem) => ends.map((end) => stem.replace(/[ьй]$/, /^[аоуы]/.test(end) ? '' : stem.at(-1)!) + end))
  .filter(
    (name) => !/[ьй]ь|ьй|йы|ьы|[жчшщ]ы|[жчшщ]ю|[жчшщ]я|ц[юяё]/.test(name) && !new RegExp(`[${vowels}]ь`).test(name),
  )

const written = (name: string, system: Record<string, string>) =>
  [...name.toLowerCase()].map((c) => system[c] ?? plain[c] ?? c).join('')
const forms = (text: string) => {
  const { first, others } = soundsOf(text)
  return [...first, ...others]
}

test('however a name is written in Latin letters, it sounds the same', () => {
  const pairs = Object.entries(systems).flatMap(([, system]) =>
    names.map((name) => [name, written(name, system)] as const),
  )
  assert.ok(pairs.length >= 2000, String(pairs.length))
  const apart = pairs.filter(([name, latin]) => !forms(latin).includes(forms(name)[0]!))
  assert.ok(
    apart.length <= pairs.length / 100,
    `${String(apart.length)} of ${String(pairs.length)}: ${apart.slice(0, 40).join('; ')}`,
  )
})

test('usual spellings of one name meet', () => {
  for (const line of [
    'Щербаков Shcherbakov Scherbakov Sherbakov Ščerbakov',
    'Юрий Yuri Yury Yuriy Iurii Jurij',
    'Фёдор Федор Fyodor Fedor Fjodor Fiodor',
    'Васильев Vasiliev Vasilyev Vasilev',
    'Соловьёв Solovyov Soloviev Solovev',
    'Кузнецов Kuznetsov Kuznetzov Kuznecov',
    'Дмитриев Dmitriev Dmitriyev',
    'Чайковский Tchaikovsky Chaikovskiy Čajkovskij',
    'Александр Aleksandr Alexandr Alexander',
    'Иванов Ivanov Ivanoff',
    'Хрущёв Khrushchev Hruschev',
    'Мария Maria Mariya Mariia',
    'Наталья Natalya Natalia Nataliya',
    'Евгений Evgeny Yevgeniy Evgenii Jevgenij',
    'Гатчина Gatchina',
    'Жуков Zhukov Žukov',
    'Шмидт Schmidt',
    'Тойота Toyota',
    'Игорь Igor Igor’',
  ]) {
    const [name, ...others] = line.split(' ')
    for (const other of others)
      assert.ok(
        forms(other).some((form) => forms(name!).includes(form)),
        `${name!} ${other}`,
      )
  }
})

test('a name that is typed letter by letter is found all the way', () => {
  for (const name of names)
    for (let i = 1; i <= name.length; i++) assert.ok(bears(name, readSought(name.slice(0, i))), `${name} ${String(i)}`)
})

test('one letter wrong, missing, too many or changed with the next still finds a word of six', () => {
  const cases = names
    .filter(({ length }) => length >= 6)
    .flatMap((name) => {
      const at = name.length >> 1
      const [before, letter, after] = [name.slice(0, at), name[at]!, name.slice(at + 1)]
      const swapped = before + (after[0] ?? '') + letter + after.slice(1)
      return [`${before}п${after}`, before + after, `${before}п${letter}${after}`, swapped].map((typed) => [
        name,
        typed,
      ])
    })
  // Not where the letters that have come together sound as one: йя, ее.
  const missed = cases.filter(([name, typed]) => !bears(name!, readSought(typed!)))
  assert.ok(missed.length <= cases.length / 50, missed.join('; '))
})

test('keys are pressed in the other layout', () => {
  assert.equal(otherLayout('bdfyjd'), 'иванов')
  assert.equal(otherLayout('ыуфдл'), 'sealk')
  assert.equal(otherLayout('[fhbnjyjd'), 'харитонов')
  assert.equal(otherLayout('12-34'), null)
})

test('what was typed is marked where it stands', () => {
  const marked = (text: string, typed: string) =>
    marksIn(text, readSought(typed)).map(([from, to]) => text.slice(from, to))
  const table: [text: string, typed: string, ...marks: string[]][] = [
    ['Иванов Иван', 'иван', 'Иван'],
    ['Иванов Юрьевич', 'yurev ivan', 'Иван', 'Юрьев'],
    ['Щербаков', 'sherb', 'Щерб'],
    ['Иванов', 'bdfy', 'Иван'],
    ['+7 912 640-33-07', '3307', '33-07'],
    ['+7 912 640-33-07', '8 (912) 640', '7 912 640'],
    ['ООО «Нефтехим»', 'хим', 'хим'],
    ['Щербаков', 'щебраков', 'Щербаков'],
    ['O’Brien', 'obri', 'O’Bri'],
    ['Zoë', 'zoe', 'Zoë'],
    ['Насос', 'труба'],
  ]
  for (const [text, typed, ...marks] of table) assert.deepEqual(marked(text, typed), marks, `${text} / ${typed}`)
})

test('no text is too strange to be read', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      (a, b) => {
        for (const [text, typed] of [
          [a, b],
          [b, a],
          [a, a],
        ] as const) {
          const marks = marksIn(text, readSought(typed))
          for (const [i, [from, to]] of marks.entries())
            assert.ok(from < to && to <= text.length && (i === 0 || from > marks[i - 1]![1]))
        }
      },
    ),
    { numRuns: 500 },
  )
})
