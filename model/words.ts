import type { Language } from './users.ts'

/** One word or sentence in both languages. `{name}` is replaced by a parameter, `{n|one|many}` by the form for the number n. */
export type Words = Record<string, Record<Language, string>>
export type Parameters = Record<string, string | number>

const rules: Record<Language, Intl.PluralRules> = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') }
const order: Record<Language, Intl.LDMLPluralRule[]> = { en: ['one', 'other'], ru: ['one', 'few', 'many'] }

/**
 * Fills a sentence. Plural forms are given in the order of the language: English `{count|deal|deals}`,
 * Russian `{count|сделка|сделки|сделок}` (a fraction takes the second form).
 */
export function fill(sentence: string, language: Language, parameters: Parameters = {}): string {
  return sentence.replace(/\{(\w+)((?:\|[^|}]*)*)\}/g, (whole, name: string, forms: string) => {
    const value = parameters[name]
    if (value === undefined) return whole
    if (!forms) return String(value)
    const list = forms.slice(1).split('|')
    const at = order[language].indexOf(rules[language].select(Number(value)))
    return list[at < 0 ? 1 : at] ?? list.at(-1)!
  })
}
