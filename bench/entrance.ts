import { hashPassword } from '../server/access/passwords.ts'
import { withClient } from './data.ts'

/** Somebody of the made data who can sign in: the people there have no passwords of their own. */
export interface Person {
  email: string
  password: string
}

/** Gives a person of the made data a password; by default the administrator. */
export async function giveEntrance(connectionString: string, userId = 1): Promise<Person> {
  const password = 'a password of the bench'
  const hash = await hashPassword(password)
  return withClient(connectionString, async (client) => {
    await client.query(
      `insert into credentials (user_id, password_hash) values ($1, $2)
       on conflict (user_id) do update set password_hash = excluded.password_hash`,
      [userId, hash],
    )
    const { rows } = await client.query<{ email: string }>('select email from users where id = $1', [userId])
    return { email: rows[0]!.email, password }
  })
}
