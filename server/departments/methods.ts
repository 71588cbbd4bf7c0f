import type { Subject } from '../records/change.ts'
import { recordMethods } from '../records/methods.ts'
import { demandTree } from '../records/unique.ts'

export const departmentsSubject: Subject<'departments'> = {
  name: 'departments',
  prepare: (ctx, drafts) => demandTree(ctx, 'departments', drafts),
}

export const departmentMethods = recordMethods(departmentsSubject)
