import { useState } from 'react'
import { call, type Output } from '../api.ts'
import { doneWith, tried } from '../asking.ts'
import type { ClientRecord } from '../clients/clientData.ts'
import { ClientLink } from '../clients/reach.tsx'
import { MergeForm } from '../merging/MergeForm.tsx'
import { queries } from '../queries.ts'
import { FieldValue } from '../records/FieldValue.tsx'
import { useReferences } from '../records/references.tsx'
import { anyRow, type AnyRow } from '../records/rows.ts'
import { useWords } from '../words.ts'
import css from './DuplicatesPage.module.css'

export type Group = Output<'duplicates.list'>['groups'][number]
type Sign = Group['pairs'][number]['by'][number]

const shown: Record<ClientRecord, readonly string[]> = {
  contacts: ['jobTitle', 'companyIds', 'phones', 'emails', 'taxNumber'],
  companies: ['address', 'phones', 'emails', 'taxNumber'],
}
const order: readonly Sign[] = ['tax', 'phone', 'email', 'name', 'near']

/** Clients that may be one: why one may think so, what is known of each, and what is to be done. */
export function DuplicateGroup({ record, group, onSkip }: { record: ClientRecord; group: Group; onSkip(): void }) {
  const t = useWords()
  const [merging, setMerging] = useState(false)
  const [without, setWithout] = useState<ReadonlySet<number>>(new Set())
  const ids = group.items.map(({ id }) => id).filter((id) => !without.has(id))
  const by = order.filter((sign) => group.pairs.some((pair) => pair.by.includes(sign)))
  const likely = likelyOf(group)
  const many = group.items.length > 2
  const read = () => queries.invalidateQueries({ queryKey: [record, 'duplicates'] })
  const apart = () =>
    tried(async () => {
      await call('duplicates.keepApart', { record, ids })
      await read()
      doneWith(t('duplicates.kept'), async () => {
        await call('duplicates.bringTogether', { record, ids })
        await read()
      })
    })
  const toggle = (id: number) =>
    setWithout(without.has(id) ? new Set([...without].filter((one) => one !== id)) : new Set([...without, id]))
  return (
    <li className={css.group} data-group={group.items.map(({ id }) => id).join(' ')}>
      <header className={css.top}>
        <h2>{t(`duplicates.group.${record}`, { count: group.items.length })}</h2>
        <span className={css.likely} data-likely={likely}>
          {t(`duplicates.likely.${likely}`)}
        </span>
        <ul className={css.signs}>
          {by.map((sign) => (
            <li key={sign}>{t(signWord(record, sign))}</li>
          ))}
        </ul>
      </header>
      <ul className={css.items}>
        {group.items.map((item) => (
          <Line
            key={item.id}
            record={record}
            row={anyRow(item)}
            chosen={many ? !without.has(item.id) : undefined}
            onToggle={() => toggle(item.id)}
          />
        ))}
      </ul>
      <footer className={css.acts}>
        <button type="button" className="btn" onClick={onSkip}>
          {t('duplicates.skip')}
        </button>
        <button type="button" className="btn line" disabled={ids.length < 2} onClick={() => void apart()}>
          {t('duplicates.apart')}
        </button>
        <button type="button" className="btn primary" disabled={ids.length < 2} onClick={() => setMerging(true)}>
          {t('duplicates.merge')}
        </button>
      </footer>
      {merging && (
        <MergeForm record={record} ids={ids} onClose={() => setMerging(false)} onMerged={() => setMerging(false)} />
      )}
    </li>
  )
}

/** How sure it is that the surest two are one: by more than one sign or the tax number, by one sign that is somebody’s own, by the name alone. */
function likelyOf({ pairs }: Group): 'sure' | 'very' | 'maybe' {
  const own = (by: readonly Sign[]) => by.some((sign) => sign !== 'name' && sign !== 'near')
  if (pairs.some(({ by }) => by.includes('tax') || (by.length > 1 && own(by)))) return 'sure'
  return pairs.some(({ by }) => own(by)) ? 'very' : 'maybe'
}

const signWord = (record: ClientRecord, sign: Sign) =>
  record === 'companies' && (sign === 'name' || sign === 'near')
    ? (`duplicates.sign.${sign}.companies` as const)
    : (`duplicates.sign.${sign}` as const)

interface LineProps {
  record: ClientRecord
  row: AnyRow
  /** undefined: there is nothing to choose among two */
  chosen: boolean | undefined
  onToggle(): void
}

function Line({ record, row, chosen, onToggle }: LineProps) {
  const t = useWords()
  const { person, format } = useReferences()
  const name = String(row['name'])
  const owner = person(row['ownerId'] as number)
  const told = shown[record].filter((field) => {
    const value = row[field]
    return value !== null && value !== undefined && !(Array.isArray(value) && !value.length)
  })
  return (
    <li className={css.line} data-candidate={row.id}>
      {chosen !== undefined && (
        <label className={css.tick}>
          <input type="checkbox" checked={chosen} aria-label={t('duplicates.choose', { name })} onChange={onToggle} />
        </label>
      )}
      <span className={css.name}>
        <ClientLink record={record} id={row.id} name={name} />
      </span>
      <span className={css.facts}>
        {told.map((field) => (
          <FieldValue key={field} record={record} name={field} row={row} />
        ))}
      </span>
      <span className={css.whose}>
        {owner?.name}
        {owner && ' · '}
        {t('duplicates.since', { day: format.day(format.dayOf(String(row['createdAt']))) })}
      </span>
    </li>
  )
}
