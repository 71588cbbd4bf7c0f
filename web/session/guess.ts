/** Where which of the usual currencies is used. */
const regions: Record<string, readonly string[]> = {
  RUB: ['RU'],
  KZT: ['KZ'],
  BYN: ['BY'],
  UZS: ['UZ'],
  KGS: ['KG'],
  AMD: ['AM'],
  AZN: ['AZ'],
  GEL: ['GE'],
  TJS: ['TJ'],
  MDL: ['MD'],
  UAH: ['UA'],
  USD: ['US', 'EC', 'SV'],
  EUR: 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV ME MT NL PT SI SK'.split(' '),
  GBP: ['GB'],
  CHF: ['CH', 'LI'],
  PLN: ['PL'],
  CZK: ['CZ'],
  SEK: ['SE'],
  NOK: ['NO'],
  DKK: ['DK'],
  HUF: ['HU'],
  RON: ['RO'],
  RSD: ['RS'],
  TRY: ['TR'],
  ILS: ['IL'],
  AED: ['AE'],
  SAR: ['SA'],
  INR: ['IN'],
  CNY: ['CN'],
  JPY: ['JP'],
  KRW: ['KR'],
  CAD: ['CA'],
  AUD: ['AU'],
  NZD: ['NZ'],
  BRL: ['BR'],
  MXN: ['MX'],
  ZAR: ['ZA'],
}
const currencyIn = new Map(Object.entries(regions).flatMap(([currency, list]) => list.map((one) => [one, currency])))

/**
 * The currency that a company probably counts in: that of the country whose time zone the computer has, else that of the
 * region of its languages. Time zones say more: English of the United States is spoken by many who are elsewhere.
 */
export function likelyCurrency(timeZone: string | undefined, languages: readonly string[]): string {
  const told = languages.flatMap((name) => regionOf(name) ?? [])
  const there = [...currencyIn.keys()].filter((region) => timeZone !== undefined && zonesOf(region).includes(timeZone))
  // Zones are shared: then the one of which the language is spoken.
  const region = there.find((one) => told.includes(one)) ?? there[0] ?? told.find((one) => currencyIn.has(one))
  return (region && currencyIn.get(region)) ?? 'USD'
}

function regionOf(name: string): string | undefined {
  try {
    return new Intl.Locale(name).maximize().region
  } catch {
    return undefined
  }
}

/** In the newer browsers; the older ones guess by the language alone. */
interface ZonedLocale {
  getTimeZones?(): string[] | undefined
}
const zonesOf = (region: string): readonly string[] =>
  (new Intl.Locale(`und-${region}`) as ZonedLocale).getTimeZones?.() ?? []

/** The time zone of this computer, if it knows it. */
export function ownZone(): string | undefined {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return !zone || zone === 'Etc/Unknown' ? undefined : zone
}
