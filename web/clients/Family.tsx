import { IconBuilding, IconLock, IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Output } from '../api.ts'
import { tried } from '../asking.ts'
import type { Change, Refusal } from '../records/change.ts'
import { FieldRow } from '../records/FieldRow.tsx'
import { anyRow } from '../records/rows.ts'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import { readClients, type Company } from './clientData.ts'
import { PickClient } from './PickClient.tsx'
import { ClientLink } from './reach.tsx'
import css from './Family.module.css'

type Told = Output<'companies.family'>
type Relative = Told['self']

/** The companies above and below one, as a tree; subsidiaries are found by typing, taken off with the way back at hand. */
export function Family({ company, onChange }: { company: Company; onChange(change: Change): Promise<Refusal | null> }) {
  const t = useWords()
  const [adding, setAdding] = useState(false)
  const { id } = company
  const family = useQuery({
    queryKey: ['companies', 'family', id],
    queryFn: ({ signal }) => call('companies.family', { id }, signal),
  })
  const editable = company.removedAt === null
  const put = async (daughter: number, parentId: number | null) => {
    const done = await tried(() => call('companies.change', { id: daughter, fields: { parentId } }))
    if (done) await readClients()
    return done
  }
  const takeOff = async ({ id: daughter, name }: Relative) => {
    if (await put(daughter, null))
      toast(t('family.removed', { name }), { action: { name: t('undo'), run: () => void put(daughter, id) } })
  }
  const told = family.data
  const rows = told ? treeOf(told) : []
  return (
    <section aria-label={t('family.title')}>
      <header className={css.head}>
        <h2>{t('family.title')}</h2>
        {editable && (
          <button type="button" className="btn" onClick={() => setAdding(true)}>
            <IconPlus size={16} stroke={1.75} aria-hidden />
            {t('family.add')}
          </button>
        )}
      </header>
      <dl>
        <FieldRow
          record="companies"
          name="parentId"
          row={anyRow(company)}
          editable={company.may.edit}
          onChange={onChange}
        />
      </dl>
      {adding && (
        <PickClient
          record="companies"
          label={t('family.add')}
          without={[id, ...rows.map(({ one }) => one.id)]}
          onPick={(option) => {
            setAdding(false)
            void put(Number(option.id), id)
          }}
          onCancel={() => setAdding(false)}
        />
      )}
      {family.isError && (
        <p className={css.empty} role="alert">
          {t('family.failed')}{' '}
          <button type="button" className="btn line" onClick={() => void family.refetch()}>
            {t('error.again')}
          </button>
        </p>
      )}
      {told?.hiddenAbove && (
        <p className={css.row}>
          <IconLock size={14} stroke={1.75} aria-hidden />
          <span className={css.hidden}>{t('family.hidden')}</span>
        </p>
      )}
      {rows.length > 1 && (
        <ul>
          {rows.map(({ one, depth }) => (
            <li
              key={one.id}
              className={css.row}
              data-relative={one.id}
              style={{ paddingInlineStart: `${String(Math.min(depth, 8) * 20)}px` }}
            >
              <IconBuilding size={16} stroke={1.75} aria-hidden />
              {one.id === id ? (
                <span className={css.self} aria-current="true">
                  {one.name}
                </span>
              ) : (
                <ClientLink record="companies" id={one.id} name={one.name} />
              )}
              <span className={css.push} />
              {editable && one.parentId === id && (
                <button
                  type="button"
                  className="btn icon"
                  aria-label={t('family.remove', { name: one.name })}
                  title={t('family.remove', { name: one.name })}
                  onClick={() => void takeOff(one)}
                >
                  <IconX size={14} stroke={1.75} aria-hidden />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {told && rows.length === 1 && !told.hiddenAbove && !adding && <p className={css.empty}>{t('family.empty')}</p>}
      {told?.more && <p className={css.empty}>{t('family.many')}</p>}
    </section>
  )
}

/** The family in the order in which a tree is read, and how deep each stands. */
function treeOf({ above, self, below }: Told): { one: Relative; depth: number }[] {
  const line = [...above, self]
  const children = Map.groupBy(below, ({ parentId }) => parentId)
  const under = (id: number, depth: number): { one: Relative; depth: number }[] =>
    (children.get(id) ?? []).flatMap((one) => [{ one, depth }, ...under(one.id, depth + 1)])
  return [...line.map((one, depth) => ({ one, depth })), ...under(self.id, line.length)]
}
