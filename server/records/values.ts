import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'
import type { ChannelValue, Field } from '../../model/fields.ts'
import type { Actor } from '../../model/access.ts'
import type { RecordName } from '../../model/records.ts'
import { AppError } from '../platform/errors.ts'
import type { Draft } from './change.ts'
import { fieldsOf } from './custom.ts'

/** Where a phone without a country code is taken to be from. */
const homeCountry: CountryCode = 'RU'

/** Brings given values into the form in which they are kept. Throws AppError. */
export function tidyValues<N extends RecordName>(actor: Actor, name: N, { next, given }: Draft<N>): void {
  const row = next as Record<string, unknown>
  for (const key of given) {
    const field = fieldsOf(actor, name)[key]
    if (!field || row[key] === null) continue
    if (field.channel === 'phone')
      row[key] = (row[key] as ChannelValue[]).map((c) => ({ ...c, value: tidyPhone(c.value, key) }))
    if (field.channel === 'email')
      row[key] = (row[key] as ChannelValue[]).map((c) => ({ ...c, value: tidyEmail(c.value, key) }))
    row[key] = tidyValue(field, row[key], key)
  }
}

/** A value in the form in which it is kept. Throws AppError. */
export function tidyValue(field: Field, value: unknown, key: string): unknown {
  if (field.of) return (value as unknown[]).map((one) => tidyValue(field.of!, one, key))
  if (field.kind === 'moment') return new Date(value as string).toISOString()
  if (field.kind === 'decimal') return plainDecimal(value as string)
  if (field.format === 'phone') return tidyPhone(value as string, key)
  if (field.format === 'email') return tidyEmail(value as string, key)
  if (field.format === 'link') return tidyLink(value as string, key)
  return value
}

/** A link to a page; without a scheme it is taken for one of the web. Throws AppError. */
function tidyLink(value: string, field: string): string {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(value) && !/^[^/]*:\d/.test(value) ? value : `https://${value}`
  const url = URL.parse(whole)
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname)
    throw new AppError('invalid', 'error.link', { value: value.slice(0, 60) }, { field })
  return whole
}

/** A phone in E.164, its extension after `;ext=`. Throws AppError. */
export function tidyPhone(value: string, field = 'phones'): string {
  const phone = parsePhoneNumberFromString(value, homeCountry)
  if (!phone?.isPossible()) throw new AppError('invalid', 'error.phone', { value: value.slice(0, 60) }, { field })
  return phone.ext ? `${phone.number};ext=${phone.ext}` : phone.number
}

/** An address in lower case. Throws AppError. */
export function tidyEmail(value: string, field = 'emails'): string {
  const email = value.trim().toLowerCase()
  if (!/^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]+$/.test(email) || email.length > 254) {
    throw new AppError('invalid', 'error.email', { value: value.slice(0, 60) }, { field })
  }
  return email
}

/** `007.50` → `7.5`, so that equal numbers are equal texts. */
export const plainDecimal = (value: string): string => {
  const [whole, fraction = ''] = value.replace('-', '').split('.')
  const digits = fraction.replace(/0+$/, '')
  const plain = `${whole!.replace(/^0+(?=\d)/, '')}${digits && `.${digits}`}`
  return value.startsWith('-') && /[1-9]/.test(plain) ? `-${plain}` : plain
}
