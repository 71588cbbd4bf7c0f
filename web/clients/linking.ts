import { call } from '../api.ts'
import { tried } from '../asking.ts'
import { queries } from '../queries.ts'

type Lists = 'added' | 'removed'

/**
 * Links a person with a company or parts them: of his companies as they are at that moment, so that what others do to the
 * others stays. `at`: where it is to stand among them; left out, at the end. Gives whether it was done; if not, says why.
 */
async function relink(contactId: number, companyId: number, how: Lists, at = Infinity): Promise<boolean> {
  const done = await tried(async () => {
    const { companyIds, version } = await call('contacts.get', { id: contactId })
    if (companyIds.includes(companyId) === (how === 'added')) return
    const others = companyIds.filter((one) => one !== companyId)
    const next = how === 'added' ? others.toSpliced(at, 0, companyId) : others
    await call('contacts.change', { id: contactId, version, fields: { companyIds: next } })
  })
  for (const queryKey of [['contacts'], ['companies']]) void queries.invalidateQueries({ queryKey })
  return done
}

export const putBack = (contactId: number, companyId: number, at?: number) => relink(contactId, companyId, 'added', at)
export const part = (contactId: number, companyId: number) => relink(contactId, companyId, 'removed')
