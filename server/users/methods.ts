import { recordMethods } from '../records/methods.ts'
import { usersSubject } from './users.ts'

export const userMethods = recordMethods(usersSubject)
