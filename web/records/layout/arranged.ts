import type { Layout, PlacedField, Section } from '../../../model/layouts.ts'

/** Where a field stands: in a section, at a place among the others. */
export interface Spot {
  section: string
  at: number
}

type Sections = readonly Section[]

export function spotOf(sections: Sections, key: string): Spot | undefined {
  for (const { id, fields } of sections) {
    const at = fields.findIndex((one) => one.key === key)
    if (at >= 0) return { section: id, at }
  }
  return undefined
}

/** Puts a field there, from wherever it is; one that was on no card stands there always. */
export function placed(sections: Sections, key: string, { section, at }: Spot): Section[] {
  const field: PlacedField = sections.flatMap(({ fields }) => fields).find((one) => one.key === key) ?? {
    key,
    always: true,
  }
  return sections.map((one) => {
    const fields = one.fields.filter((other) => other.key !== key)
    return { ...one, fields: one.id === section ? fields.toSpliced(at, 0, field) : fields }
  })
}

/** A step up or down; from the edge of a section into the next one. Null where there is no further. */
export function stepped(sections: Sections, key: string, by: -1 | 1): Section[] | null {
  const spot = spotOf(sections, key)
  if (!spot) return null
  const from = sections.findIndex(({ id }) => id === spot.section)
  const at = spot.at + by
  if (at >= 0 && at < sections[from]!.fields.length) return placed(sections, key, { section: spot.section, at })
  const next = sections[from + by]
  return next ? placed(sections, key, { section: next.id, at: by === 1 ? 0 : next.fields.length }) : null
}

export const withoutField = (sections: Sections, key: string): Section[] =>
  sections.map((one) => ({ ...one, fields: one.fields.filter((other) => other.key !== key) }))

export const shownAlways = (sections: Sections, key: string, always: boolean): Section[] =>
  sections.map((one) => ({
    ...one,
    fields: one.fields.map((other) => (other.key === key ? { ...other, always } : other)),
  }))

/** Puts a section at a place among the others. */
export function sectionAt(sections: Sections, id: string, at: number): Section[] {
  const section = sections.find((one) => one.id === id)
  const others = sections.filter((one) => one.id !== id)
  return section ? others.toSpliced(Math.max(0, at), 0, section) : others
}

/** Without a section: its fields go to the one before it, of the first to the one behind. The last one stays. */
export function withoutSection(sections: Sections, id: string): Section[] {
  const at = sections.findIndex((one) => one.id === id)
  if (at < 0 || sections.length < 2) return [...sections]
  const { fields } = sections[at]!
  const heir = sections[at === 0 ? 1 : at - 1]!
  return sections.flatMap((one) =>
    one.id === id
      ? []
      : one === heir
        ? [{ ...one, fields: at === 0 ? [...fields, ...one.fields] : [...one.fields, ...fields] }]
        : [one],
  )
}

type Names = Pick<Section, 'nameEn' | 'nameRu'>
/** With one more section, empty, at the end. */
export function withSection(sections: Sections, names: Names): Section[] {
  let number = 1
  while (sections.some(({ id }) => id === `section-${String(number)}`)) number++
  return [...sections, { id: `section-${String(number)}`, ...names, fields: [] }]
}

export const renamed = (sections: Sections, id: string, names: Names): Section[] =>
  sections.map((one) => (one.id === id ? { ...one, ...names } : one))

/** Whether two arrangements are one and the same. */
export const sameSections = (a: Layout['sections'], b: Layout['sections']): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
