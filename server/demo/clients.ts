import type { Cast } from './people.ts'
import type { Chances } from './random.ts'
import { seller } from './course.ts'
import type { Caller, Client } from './told.ts'

/** A client of the seller. */
export function client(luck: Chances, words: Cast, [name, segment, city]: Cast['companies'][number]): Client {
  const domain = `${latin(/«(.+)»/.exec(name)?.[1] ?? name)}.example`
  const digits = String(luck.whole(100, 10 ** words.phones.digits - 1)).padStart(words.phones.digits, '0')
  return {
    name,
    segment,
    address: `${city}, ${luck.pick(words.streets)}, ${String(luck.whole(1, 120))}`,
    phone: `${luck.pick(words.phones.work)}${digits}`,
    email: `info@${domain}`,
    site: `https://${domain}`,
    employees: luck.whole(2, 90) * 10,
    owner: seller(luck),
  }
}

/** One or two people who work there. */
export function callers(luck: Chances, words: Cast, company: Client, at: number, taken: Set<string>): Caller[] {
  return Array.from({ length: at % 2 ? 1 : 2 }, () => {
    const sex = luck.happens(0.58) ? 0 : 1
    const name = () => [luck.pick(words.firstNames[sex]), luck.pick(words.lastNames[sex])] as const
    let [first, last] = name()
    while (taken.has(`${first} ${last}`)) [first, last] = name()
    taken.add(`${first} ${last}`)
    const digits = () => String(luck.whole(100, 10 ** words.phones.digits - 1)).padStart(words.phones.digits, '0')
    return {
      first,
      last,
      job: luck.pick(words.jobs),
      company: at,
      work: company.phone,
      mobile: luck.happens(0.8) ? `${luck.pick(words.phones.mobile)}${digits()}` : null,
      email: `${latin(last)}.${latin(first).charAt(0)}@${company.email.split('@')[1]!}`,
      owner: company.owner,
    }
  })
}

const letters: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}
/** A name as it stands in an address of the web. */
const latin = (name: string) =>
  name
    .toLowerCase()
    .replace(/[а-яё]/g, (letter) => letters[letter] ?? '')
    .replace(/’/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
