import { record, refs, text } from './fields.ts'

/** People who have roles together, whatever their department. */
export const groups = record(
  'groups',
  { name: text(120, { required: true }), memberIds: refs('users'), roleIds: refs('roles') },
  { named: 'name', rightsOf: 'users' },
)
