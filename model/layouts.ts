import { z } from 'zod'
import { arrangeable, type Arrangeable } from './asked.ts'
import { isCustomKey } from './customFields.ts'
import { integerId } from './fields.ts'
import type { Shape } from './shape.ts'

/** A field on a card: there always, or only while it has a value. */
export const placedFieldSchema = z.strictObject({ key: z.string().max(64), always: z.boolean().default(true) })
export type PlacedField = z.output<typeof placedFieldSchema>

const name = z.string().trim().min(1).max(120).nullable().default(null)
/** Fields that stand together. Without a name it is one of the product's own, which is called in both languages by its id. */
export const sectionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  nameEn: name,
  nameRu: name,
  fields: z.array(placedFieldSchema).max(400),
})
export type Section = z.output<typeof sectionSchema>

/** How a card is arranged. What is neither in a section nor left out has come since. */
export interface Layout {
  sections: Section[]
  leftOut: string[]
}

/** Whose arrangement is meant: one's own, that of a role, or everybody's; of deals also in one pipeline alone. */
export const layoutForSchema = z.strictObject({
  record: z.enum(arrangeable),
  own: z.boolean().default(false),
  roleId: integerId.nullable().default(null),
  pipelineId: integerId.nullable().default(null),
})
export type LayoutFor = z.output<typeof layoutForSchema>

/** What says how the card of somebody is arranged, the nearest first. */
export const layoutSources = ['own', 'role', 'pipeline', 'common', 'builtIn'] as const
export type LayoutSource = (typeof layoutSources)[number]

/** Where what has come since stands, until somebody gives it a place. */
export const otherSection = 'other'

/** What stands on a card and is no field of its record. */
const parts: Partial<Record<Arrangeable, readonly string[]>> = { companies: ['contacts'] }

const bare = ['id', 'version', 'removedAt'] as const
/** What has a place of its own on the card: its head, its tabs, the field that it is said of. */
const elsewhere: Record<Arrangeable, readonly string[]> = {
  deals: [...bare, 'title', 'stageId', 'state', 'roles', 'relatedIds', 'amountFrom', 'position', 'nextActivityId'],
  contacts: [...bare, 'name', 'firstName', 'middleName', 'lastName', 'positions'],
  companies: [...bare, 'name'],
  products: [...bare, 'name'],
}

type BuiltIn = readonly [id: string, keys: readonly string[], more?: 'filled']
const reach = ['phones', 'emails', 'sites', 'messengers']
const access = ['ownerId', 'observerIds', 'opened']
const ownSection = 'own'
/** The cards as they are before anybody has arranged them; `filled`: there while they have values. */
const builtIn: Record<Arrangeable, readonly BuiltIn[]> = {
  deals: [
    ['about', ['amount', 'currency', 'closeDate', 'probability', 'typeId', 'ownerId', 'beginDate', 'pipelineId']],
    ['client', ['companyId', 'contactIds']],
    ['people', ['observerIds', 'tagIds', 'opened']],
    ['source', ['sourceId', 'sourceText']],
    ['utm', ['utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm'], 'filled'],
    ['origin', ['originator', 'origin'], 'filled'],
    [ownSection, []],
    ['comment', ['comment', 'info']],
  ],
  contacts: [
    ['links', ['companyIds']],
    ['reach', reach],
    ['about', ['jobTitle', 'typeId', 'sourceId', 'birthDate', 'taxNumber']],
    [ownSection, []],
    ['access', access],
    ['comment', ['comment']],
  ],
  companies: [
    ['links', ['contacts']],
    ['reach', reach],
    ['about', ['taxNumber', 'typeId', 'industryId', 'parentId', 'employees', 'revenue', 'revenueCurrency', 'address']],
    [ownSection, []],
    ['access', access],
    ['comment', ['comment']],
  ],
  products: [
    ['price', ['price', 'currency', 'unitId', 'taxRate', 'taxIncluded']],
    ['about', ['article', 'sectionId', 'active']],
    [ownSection, []],
    ['description', ['description']],
  ],
}

/** Whether a section may stand without a name. */
export const isBuiltIn = (record: Arrangeable, id: string): boolean =>
  id === otherSection || builtIn[record].some(([one]) => one === id)

/** All that may be put on a card. */
export const placeable = (shape: Shape, record: Arrangeable): string[] => [
  ...(parts[record] ?? []),
  ...Object.keys(shape.fields[record]).filter((key) => !elsewhere[record].includes(key)),
]

/** The card as it is before anybody has arranged it, with the company's own fields. */
export const builtInLayout = (shape: Shape, record: Arrangeable): Layout => ({
  sections: builtIn[record].map(([id, keys, more]) => ({
    id,
    nameEn: null,
    nameRu: null,
    fields: (id === ownSection ? (shape.custom[record] ?? []) : keys).map((key) => ({
      key,
      always: more !== 'filled',
    })),
  })),
  leftOut: [],
})

export const keysOf = ({ sections }: Pick<Layout, 'sections'>): string[] =>
  sections.flatMap(({ fields }) => fields.map(({ key }) => key))

/**
 * The arrangement with all that has come since it was made in a last section: the company's own fields, and what the card
 * has had from the beginning. Of what else there is a person chooses himself.
 */
export function completed(shape: Shape, record: Arrangeable, { sections, leftOut }: Layout): Layout {
  const placed = new Set([...keysOf({ sections }), ...leftOut])
  const come = keysOf(builtInLayout(shape, record)).filter((key) => !placed.has(key))
  if (!come.length) return { sections, leftOut }
  const fields = come.map((key) => ({ key, always: true }))
  const other = sections.find(({ id }) => id === otherSection)
  return {
    sections: other
      ? sections.map((one) => (one === other ? { ...one, fields: [...one.fields, ...fields] } : one))
      : [...sections, { id: otherSection, nameEn: null, nameRu: null, fields }],
    leftOut,
  }
}

/** What somebody sees of an arrangement: without what he does not see, and the sections of which he sees nothing. */
export function seenOf({ sections, leftOut }: Layout, sees: (key: string) => boolean): Layout {
  return {
    sections: sections.flatMap((section) => {
      const fields = section.fields.filter(({ key }) => sees(key))
      return fields.length || !section.fields.length ? [{ ...section, fields }] : []
    }),
    leftOut: leftOut.filter(sees),
  }
}

/**
 * What is kept when somebody saves an arrangement of which he has not seen everything: his own, and in it what he does not
 * see, behind what it stood behind; where the section is gone, in the one before it.
 */
export function withUnseen(given: Layout, before: Layout, sees: (key: string) => boolean): Layout {
  const sections = given.sections.map((section) => ({ ...section, fields: [...section.fields] }))
  const placed = new Set(keysOf(given))
  let last: Section | undefined
  for (const old of before.sections) {
    const unseen = old.fields.filter(({ key }) => !sees(key) && !placed.has(key))
    let own = sections.find(({ id }) => id === old.id)
    const toldNothing = old.fields.length > 0 && old.fields.every(({ key }) => !sees(key))
    if (!own && unseen.length && (toldNothing || !sections.length)) {
      own = { ...old, fields: [] }
      sections.splice(last ? sections.indexOf(last) + 1 : 0, 0, own)
    }
    const target = own ?? last ?? sections[0]
    for (const one of unseen) {
      const ahead = old.fields.slice(0, old.fields.indexOf(one)).map(({ key }) => key)
      const behind = own ? target!.fields.findLastIndex(({ key }) => ahead.includes(key)) : target!.fields.length - 1
      target!.fields.splice(behind + 1, 0, one)
      placed.add(one.key)
    }
    last = own ?? last
  }
  const leftOut = given.leftOut.filter((key) => !placed.has(key))
  const unseenOut = before.leftOut.filter((key) => !sees(key) && !placed.has(key))
  return { sections, leftOut: [...new Set([...leftOut, ...unseenOut])] }
}

/** Whether a key names a field that the company may have taken away for a while. */
export const mayComeBack = isCustomKey
