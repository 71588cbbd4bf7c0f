import { IconLock, IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api.ts'
import type { Change, Refusal } from '../records/change.ts'
import { usePicking } from '../records/options.tsx'
import { RefusalNote } from '../records/RefusalNote.tsx'
import { anyRow, fieldOf } from '../records/rows.ts'
import { PickOne } from '../ui/Pick.tsx'
import { toast } from '../ui/toasts.tsx'
import { useWords } from '../words.ts'
import type { Deal } from './DealCard.tsx'
import { dealFields, DealGhosts, DealRows } from './DealRows.tsx'
import css from './RelatedDeals.module.css'

interface Props {
  deal: Deal
  editable: boolean
  onChange(change: Change): Promise<Refusal | null>
}

/** The deals that have to do with this one: found by typing, taken off with the way back at hand. */
export function RelatedDeals({ deal, editable, onChange }: Props) {
  const t = useWords()
  const [adding, setAdding] = useState<{ version: number } | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const { id, relatedIds } = deal
  const list = useQuery({
    queryKey: ['deals', 'related', { id, relatedIds }],
    enabled: relatedIds.length > 0,
    queryFn: async ({ signal }) => {
      const filter = { field: 'id', op: 'in' as const, value: relatedIds }
      const { items } = await call('deals.list', { filter, fields: dealFields, limit: 200 }, signal)
      return relatedIds.flatMap((one) => items.find((item) => item.id === one) ?? [])
    },
  })
  const names = [deal.names['relatedIds'] ?? []].flat()
  const named = relatedIds.map((one, i) => ({ id: one, name: names[i] ?? '' }))
  const may = editable && !deal.may.fixed.includes('relatedIds')
  const save = async (next: readonly { id: number; name: string }[], version: number | undefined) => {
    setRefusal(null)
    const [value, called] = [next.map((one) => one.id), next.map(({ name }) => name)]
    const why = await onChange({ id, version, field: 'relatedIds', value, called })
    setRefusal(why)
    return why === null
  }
  const takeOff = async ({ id: gone, name }: { id: number; name: string }) => {
    if (
      await save(
        named.filter((one) => one.id !== gone),
        deal.version,
      )
    )
      toast(t('related.removed', { name }), { action: { name: t('undo'), run: () => void save(named, undefined) } })
  }
  return (
    <section aria-label={t('related.title')}>
      <header className={css.head}>
        <h2>{t('related.title')}</h2>
        {may && (
          <button type="button" className="btn" onClick={() => setAdding({ version: deal.version })}>
            <IconPlus size={16} stroke={1.75} aria-hidden />
            {t('related.add')}
          </button>
        )}
      </header>
      {adding && (
        <div className={css.pick}>
          <PickDeal
            without={[id, ...relatedIds]}
            onPick={(one) => {
              setAdding(null)
              void save([...named, one], adding.version)
            }}
            onCancel={() => setAdding(null)}
          />
        </div>
      )}
      {refusal && (
        <RefusalNote
          record="deals"
          name="relatedIds"
          row={anyRow(deal)}
          refusal={refusal}
          onMine={() =>
            void onChange({
              id,
              version: refusal.version,
              field: 'relatedIds',
              value: refusal.mine,
              called: refusal.called,
            }).then(setRefusal)
          }
          onTheirs={() => setRefusal(null)}
          onAgain={() =>
            void onChange({ id, field: 'relatedIds', value: refusal.mine, called: refusal.called }).then(setRefusal)
          }
        />
      )}
      {list.isLoading && <DealGhosts count={2} />}
      {named.map((one) => {
        const full = list.data?.find((item) => item.id === one.id)
        return (
          <div key={one.id} className={css.row} data-related={one.id}>
            {full ? <DealRows deals={[full]} /> : <span>{list.isLoading ? '' : one.name}</span>}
            {may && (
              <button
                type="button"
                className="btn icon"
                aria-label={t('related.remove', { name: one.name })}
                title={t('related.remove', { name: one.name })}
                onClick={() => void takeOff(one)}
              >
                <IconX size={14} stroke={1.75} aria-hidden />
              </button>
            )}
          </div>
        )
      })}
      {deal.hidden.includes('relatedIds') && (
        <p className={css.hidden}>
          <IconLock size={14} stroke={1.75} aria-hidden />
          {t('related.hidden')}
        </p>
      )}
      {named.length === 0 && !deal.hidden.includes('relatedIds') && !adding && (
        <p className={css.empty}>{t(may ? 'related.empty' : 'related.none')}</p>
      )}
    </section>
  )
}

interface PickProps {
  without: readonly number[]
  onPick(deal: { id: number; name: string }): void
  onCancel(): void
}

function PickDeal({ without, onPick, onCancel }: PickProps) {
  const t = useWords()
  const { create: _none, options, ...picking } = usePicking(fieldOf('deals', 'relatedIds'))
  return (
    <PickOne
      label={t('related.add')}
      placeholder={t('related.find')}
      value={null}
      {...picking}
      options={options.filter(({ id }) => !without.includes(Number(id)))}
      onPick={(option) => option && onPick({ id: Number(option.id), name: option.name })}
      onCancel={onCancel}
    />
  )
}
