import { sql } from 'kysely'
import type { RowOf } from '../../model/records.ts'
import { demandRight } from '../access/scope.ts'
import type { Context } from '../platform/method.ts'
import { lockRows } from '../records/read.ts'
import { demandAbove, peopleAbove } from '../roles/giving.ts'
import { handoverColumns, tellsHandover, type Handover } from './handover.ts'

/** How a person comes in, and what is on its way with him. */
export interface Access {
  id: number
  /** has a password; null, and nothing else told, of who may more than the one who asks */
  signsIn: boolean | null
  /** when he was last here; null: not since his sessions ended */
  seenAt: string | null
  /** the link that invites him, if one still does or has run out */
  invitation: { createdAt: string; expiresAt: string; expired: boolean } | null
  /** has a second factor */
  twoFactor: boolean | null
  /** he asked for a new password at the sign-in, and no mail could bring him the link */
  resetAskedAt: string | null
  /** the last handover of his records, where the one who asks may know how many they were */
  handover: Handover | null
}

/** How everybody comes in; for those who manage people. Throws AppError. */
export async function accessOfAll(ctx: Context): Promise<{ items: Access[] }> {
  demandManager(ctx)
  const { rows } = await sql<
    Omit<Access, 'invitation' | 'handover'> & { createdAt: string; expiresAt: string | null; expired: boolean }
  >`
    select u.id, c.user_id is not null signs_in, s.seen_at, c.reset_asked_at, f.confirmed_at is not null two_factor, i.created_at, i.expires_at, i.expires_at <= now() expired
    from users u
    left join credentials c on c.user_id = u.id
    left join second_factors f on f.user_id = u.id
    left join links i on i.user_id = u.id and i.kind = 'invitation' and i.ended is null
    left join (select user_id, max(seen_at) seen_at from sessions group by 1) s on s.user_id = u.id
    where u.removed_at is null`.execute(ctx.db)
  const { rows: handovers } = await sql<Handover>`
    select distinct on (h.person_id) ${handoverColumns} from handovers h order by h.person_id, h.id desc`.execute(
    ctx.db,
  )
  const last = new Map(handovers.filter((one) => tellsHandover(ctx, one)).map((one) => [one.personId, one]))
  const above = await peopleAbove(ctx)
  const untold = { signsIn: null, seenAt: null, twoFactor: null, resetAskedAt: null, invitation: null }
  return {
    items: rows.map(({ id, signsIn, seenAt, twoFactor, resetAskedAt, createdAt, expiresAt, expired }) => ({
      id,
      ...(above.has(id)
        ? untold
        : {
            signsIn,
            seenAt,
            twoFactor,
            resetAskedAt,
            invitation: expiresAt === null ? null : { createdAt, expiresAt, expired },
          }),
      handover: last.get(id) ?? null,
    })),
  }
}

/** Refuses whoever does not manage people. Throws AppError. */
export function demandManager({ actor }: Context): void {
  demandRight(actor, 'users', 'edit')
}

/**
 * Refuses whoever may not see to how a person comes in: his password, second factor, sessions and links. Who does may
 * himself all that the person may. Locks the person. Throws AppError.
 */
export async function demandOver(ctx: Context, personId: number): Promise<RowOf<'users'>> {
  demandManager(ctx)
  const person = (await lockRows(ctx, 'users', [personId], 'edit')).get(personId)!
  await demandAbove(ctx, [personId])
  return person
}
