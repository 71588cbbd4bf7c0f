import { useChange } from '../records/change.ts'
import { anyRow } from '../records/rows.ts'
import { SaidOfLink } from '../records/SaidOfLink.tsx'
import { dealFields, type Below } from '../deals/DealRows.tsx'
import type { ClientRecord, Company, Contact } from './clientData.ts'

/** What is read of the deals of a client: of a contact's his part in them, too. */
export const dealFieldsOf = (record: ClientRecord): string[] =>
  record === 'contacts' ? [...dealFields, 'contactIds', 'roles'] : dealFields

/** What stands below a deal of a contact: his part in it, changed where it stands. */
export function useRoleIn(record: ClientRecord, client: Contact | Company): Below | undefined {
  const change = useChange('deals')
  if (record === 'companies') return undefined
  return function roleIn(deal) {
    return (
      <SaidOfLink
        record="deals"
        name="roles"
        row={anyRow(deal)}
        link={{ id: client.id, name: deal.title }}
        editable={client.removedAt === null}
        onChange={change}
      />
    )
  }
}
