import { IconArrowBackUp, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { records, type RecordName } from '../../../model/records.ts'
import { call } from '../../api.ts'
import { told, tried } from '../../asking.ts'
import { queries } from '../../queries.ts'
import { Trouble } from '../../shell/states.tsx'
import { toast } from '../../ui/toasts.tsx'
import { useWords } from '../../words.ts'
import { useSettingsView } from '../view.ts'
import { BinTable } from './BinTable.tsx'
import css from './Part.module.css'

/** A record in the bin. */
export interface Removed {
  id: number
  name: string
  removedAt: string
  updatedBy: number | null
  /** of a deal */
  amount: string | null
  currency: string | null
}
type AskList = (
  name: string,
  input: object,
) => Promise<{ items: (Record<string, unknown> & { id: number })[]; next: string | null }>
/** These are always offered; others once there is something of theirs. */
const usual: readonly RecordName[] = ['deals', 'contacts', 'companies', 'products']
const page = 50

/** What has been removed and can come back, as far as one may remove it. */
export function BinPart() {
  const t = useWords()
  const { data: bin, error, refetch } = useQuery({ queryKey: ['bin'], queryFn: () => call('bin.get', {}) })
  const { removed: asked, set } = useSettingsView()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const kinds = (bin?.kinds ?? [])
    .filter(({ record, count }) => usual.includes(record) || count > 0 || record === asked)
    .sort((a, b) => place(a.record) - place(b.record))
  const kind = kinds.find(({ record }) => record === asked) ?? kinds.find(({ count }) => count > 0) ?? kinds[0]
  const record = kind?.record
  const list = useInfiniteQuery({
    queryKey: [record ?? 'none', 'list', 'removed'],
    enabled: record !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { named } = records[record!]
      const { items, next } = await (call as unknown as AskList)(`${record!}.list`, {
        removed: true,
        sort: ['-removedAt'],
        limit: page,
        fields: [named, 'removedAt', 'updatedBy', ...(record === 'deals' ? ['amount', 'currency'] : [])],
        ...(pageParam === undefined ? {} : { after: pageParam }),
      })
      return { next, items: items.map((item) => removedOf(item, named)) }
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const rows = list.data?.pages.flatMap(({ items }) => items)

  const refresh = async () => {
    await Promise.all([record!, 'bin'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  }
  const restore = (which: readonly Removed[]) =>
    tried(async () => {
      const of = record!
      const ids = which.map(({ id }) => id)
      await call('bin.restore', { record: of, ids })
      setChosen(new Set([...chosen].filter((id) => !ids.includes(id))))
      await refresh()
      const names = which.slice(0, 3).map(({ name }) => name)
      toast(t('bin.restored', { names: which.length > 3 ? `${names.join(', ')}…` : names.join(', ') }), {
        action: {
          name: t('undo'),
          run: () =>
            void tried(async () => {
              for (const id of ids) await (call as unknown as AskList)(`${of}.remove`, { id })
              await refresh()
            }),
        },
      })
    })

  const problem = error ?? list.error
  if (problem)
    return (
      <Trouble
        reason={told(problem)}
        onRetry={() => {
          void refetch()
          void list.refetch()
        }}
      />
    )
  const picked = rows?.filter(({ id }) => chosen.has(id)) ?? []
  return (
    <div className={css.part}>
      <section className={css.main} aria-label={t('bin.label')}>
        <div className={css.bar}>
          <div className={css.tabs} role="group" aria-label={t('bin.kinds')}>
            {kinds.map((one) => (
              <button
                key={one.record}
                type="button"
                className="btn"
                aria-pressed={one.record === record}
                onClick={() => {
                  set({ removed: one.record })
                  setChosen(new Set())
                }}
              >
                {t(`bin.kind.${one.record}`)}
                <span className="t3 num">{one.count}</span>
              </button>
            ))}
          </div>
          <span className={css.push} />
          {picked.length > 0 && (
            <>
              <span className="t2 num" role="status">
                {t('bin.chosen', { count: picked.length })}
              </span>
              <button type="button" className="btn primary" onClick={() => void restore(picked)}>
                <IconArrowBackUp size={16} stroke={1.75} aria-hidden />
                {t('bin.restore.many', { count: picked.length })}
              </button>
            </>
          )}
        </div>
        {rows?.length === 0 && kind ? (
          <div className={css.empty}>
            <IconTrash size={32} stroke={1.25} aria-hidden className="t3" />
            <h2>{t('bin.empty')}</h2>
            <p>{kind.days === null ? t('bin.empty.ever') : t('bin.empty.text', { days: kind.days })}</p>
          </div>
        ) : (
          <BinTable
            rows={rows}
            days={kind?.days ?? null}
            chosen={chosen}
            onChoose={setChosen}
            onRestore={(row) => void restore([row])}
            more={
              list.hasNextPage ? { busy: list.isFetchingNextPage, read: () => void list.fetchNextPage() } : undefined
            }
          />
        )}
      </section>
    </div>
  )
}

const place = (record: RecordName) => (usual.includes(record) ? usual.indexOf(record) : usual.length)

function removedOf(item: Record<string, unknown> & { id: number }, named: string): Removed {
  const text = (key: string) => (typeof item[key] === 'string' ? item[key] : null)
  return {
    id: item.id,
    name: text(named) ?? '',
    removedAt: text('removedAt') ?? '',
    updatedBy: item['updatedBy'] as number | null,
    amount: text('amount'),
    currency: text('currency'),
  }
}
