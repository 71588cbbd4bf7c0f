import { z } from 'zod'
import { calendarDate } from './fields.ts'

/** What the audit log tells of: who came in and how, and who may what. */
export const auditKinds = [
  'signedIn',
  'signInRefused',
  'signedOut',
  'sessionEnded',
  'passwordChanged',
  'passwordSet',
  'resetAsked',
  'resetLinkMade',
  'passwordReset',
  'twoFactorOn',
  'twoFactorOff',
  'twoFactorTakenAway',
  'recoveryCodeUsed',
  'recoveryCodesMade',
  'twoFactorRequired',
  'invited',
  'keyCreated',
  'keyRevoked',
  'refused',
  'rolesChanged',
  'roleMade',
  'roleChanged',
  'roleRemoved',
  'roleRestored',
  'membersChanged',
  'groupRemoved',
  'groupRestored',
  'previewed',
  'switchedOn',
  'switchedOff',
  'personRemoved',
  'personRestored',
  'departmentChanged',
  'headChanged',
  'parentChanged',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** One cell of a role that was changed: a range, the right on a field, an allowed move, its name, whether newcomers get it. */
export interface RoleChange {
  is: 'range' | 'field' | 'move' | 'name' | 'byDefault'
  record?: string
  /** the pipeline or stage that it speaks of, as it was called; null: everywhere */
  place: string | null
  /** the action, the field, the stage that a move leads to */
  what: string
  /** null: nothing was said of it, or nothing is any more */
  from: string | null
  to: string | null
}

/** One line of the audit log, with people and records called as they were then. */
export interface AuditLine {
  id: number
  at: string
  kind: AuditKind
  /** null: nobody had signed in, or the system acted for itself */
  actorId: number | null
  name: string
  about: string | null
  aboutId: number | null
  aboutName: string | null
  ip: string | null
  via: string
  /**
   * `from` and `to` of a change, the `method` of a refusal, the `name` of a key, the `changes` of a role, `userAgent`, `by`
   * what one came in, `as` whom an administrator looked meanwhile
   */
  details: Record<string, unknown>
}

/** What of the audit log is asked for; days are those of the person who asks, `after` is the last line of the page before. */
export const auditInput = z.strictObject({
  filter: z.string().trim().max(200).optional(),
  kind: z.enum(auditKinds).optional(),
  personId: z.int().min(1).max(2_147_483_647).optional(),
  from: calendarDate.optional(),
  to: calendarDate.optional(),
  after: z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.int().min(1).max(200).default(50),
})
