import { record, ref, refs, text } from './fields.ts'

/** The tree of departments. A head sees and does what his role says for his department and all below it. */
export const departments = record(
  'departments',
  {
    name: text(120, { required: true }),
    parentId: ref('departments'),
    headId: ref('users'),
    /** for everybody in it and below it */
    roleIds: refs('roles'),
  },
  { named: 'name', rightsOf: 'users' },
)
