import { z } from 'zod'
import { isCustomKey } from './customFields.ts'
import { deals } from './deals.ts'
import { integerId } from './fields.ts'

const dealField = z.string().refine((name) => Object.hasOwn(deals.fields, name) || isCustomKey(name), 'format')

/** So many of them at most: a card of the board is to be taken in at a glance. */
export const mostBoardFields = 6

/**
 * What a person sets for himself about something: kept on the server, so that it is so on his other machines too.
 * `about` is the id of what it is about; no value is what everybody has before choosing.
 */
export const preferenceInput = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('boardFields'),
    /** a pipeline */
    about: integerId,
    /** what its cards show besides the usual, in this order */
    value: z.array(dealField).max(mostBoardFields).nullable(),
  }),
])
export type Preference = z.output<typeof preferenceInput>
