import type { Field } from '../../model/fields.ts'
import { records, type RecordName } from '../../model/records.ts'

/** A value that is found nowhere else: of whose records, in which record and field it was put. */
export interface Canary {
  world: string
  record: RecordName | 'lines'
  field: string
}

/** Plants values that are found nowhere else, and finds them in whatever is told. */
export class Canaries {
  /** what was planted, by the text that was put there or that stands for the figure */
  readonly all = new Map<string, Canary>()
  readonly #figures = new Map<string, string>()

  /** A text to be put there. */
  text(canary: Canary): string {
    const name = `zq.${canary.world}.${canary.record}.${canary.field}`.toLowerCase()
    this.all.set(name, canary)
    return name
  }

  /** Seven digits to be put there in some shape. */
  figure(canary: Canary, shape: (digits: string) => string = cents): string {
    const digits = String(7_131_001 + 1_117 * this.#figures.size)
    this.#figures.set(digits, this.text(canary))
    return shape(digits)
  }

  /** Values for every field of a record that takes a text, an amount or a channel. */
  fields(world: string, record: RecordName): Record<string, unknown> {
    const made: Record<string, unknown> = {}
    for (const [field, { kind, readonly, channel }] of Object.entries<Field>(records[record].fields)) {
      if (readonly) continue
      const canary = { world, record, field }
      if (field === 'taxNumber') made[field] = this.figure(canary, (digits) => `77${digits}1`)
      else if (kind === 'text' || kind === 'longText') made[field] = this.text(canary)
      if (kind === 'money') made[field] = this.figure(canary)
      if (channel === 'phone')
        made[field] = [{ type: 'work', value: this.figure(canary, (digits) => `+7916${digits}`) }]
      if (channel === 'email') made[field] = [{ type: 'work', value: `${this.text(canary)}@example.com` }]
      if (channel === 'site') made[field] = [{ type: 'work', value: `https://${this.text(canary)}.example` }]
      if (channel === 'messenger') made[field] = [{ type: 'telegram', value: this.text(canary) }]
    }
    return made
  }

  /** The digits of the figures of a world. */
  figuresOf(world: string): string[] {
    return [...this.#figures].flatMap(([digits, name]) => (this.all.get(name)!.world === world ? [digits] : []))
  }

  /** The names of all that a text tells, however its figures are written. */
  told(text: string): Set<string> {
    const found = new Set([...text.toLowerCase().matchAll(/zq(\.\w+){3}/g)].map(([name]) => name))
    const digits = text.replace(/(\d)[.,\s()-]+(?=\d)/g, '$1')
    for (const [figure, name] of this.#figures) if (digits.includes(figure)) found.add(name)
    return found
  }
}

const cents = (digits: string) => `${digits.slice(0, 5)}.${digits.slice(5)}`
