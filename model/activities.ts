import { z } from 'zod'
import { choice, clean, date, integer, list, longText, moment, record, ref, refs, text } from './fields.ts'

export const activityKinds = ['call', 'meeting', 'task', 'todo'] as const
export type ActivityKind = (typeof activityKinds)[number]
export const priorities = ['low', 'normal', 'high'] as const

/** One thing to tick off. */
const checkItem = z.strictObject({ text: clean(500).pipe(z.string().min(1)), done: z.boolean() })
export type CheckItem = z.output<typeof checkItem>
/** Minutes before the deadline, up to four weeks. */
const offset = z
  .int()
  .min(0)
  .max(28 * 1440)

/** Something that is to be done about deals and clients, or by itself: a call, a meeting, a task, a to-do. */
export const activities = record(
  'activities',
  {
    kind: choice(activityKinds, { required: true, made: true }),
    /** what kind it is, when left empty */
    title: text(255, { required: true, made: true }),
    description: longText(20_000),
    /** when it takes place or is to be done by; the end of its day when it has no hour */
    deadline: moment({ required: true, made: true }),
    /** the day, of something that has no hour */
    day: date(),
    /** how many minutes it takes */
    duration: integer({ min: 0, max: 30 * 1440 }),
    priority: choice(priorities, { required: true, made: true }),
    ownerId: ref('users', { required: true, made: true }),
    participantIds: refs('users'),
    watcherIds: refs('users'),
    checklist: list(checkItem, 100),
    reminders: list(offset, 10),
    dealIds: refs('deals'),
    contactIds: refs('contacts'),
    companyIds: refs('companies'),
    finishedAt: moment({ readonly: true }),
    finishedBy: ref('users', { readonly: true }),
    /** what came of it */
    result: longText(20_000),
  },
  { named: 'title', bound: true },
)

/** The fields by which an activity is bound to records, and what they are. */
export const bindings = { dealIds: 'deals', contactIds: 'contacts', companyIds: 'companies' } as const
export type Binding = keyof typeof bindings
