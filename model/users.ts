import { choice, record, ref, refs, text, yesNo } from './fields.ts'

export const languages = ['ru', 'en'] as const
export type Language = (typeof languages)[number]
export const themes = ['auto', 'light', 'dark'] as const

/** The people of the company: those who sign in, and those whose deals were brought from elsewhere. */
export const users = record(
  'users',
  {
    name: text(120, { required: true }),
    /** may be missing: such a person owns deals but can't sign in */
    email: text(254),
    departmentId: ref('departments'),
    roleIds: refs('roles'),
    active: yesNo({ required: true, made: true }),
    invited: yesNo({ required: true, readonly: true, made: true }),
    language: choice(languages, { required: true, made: true }),
    timeZone: text(64, { required: true, made: true }),
    theme: choice(themes, { required: true, made: true }),
  },
  { named: 'name', searched: ['name', 'email'], actions: ['edit'] },
)
