import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { MergeName } from '../../model/merging.ts'
import { call } from '../api.ts'
import { useHidden } from '../records/hidden.ts'
import { useFound } from '../records/options.tsx'
import { writtenPhone } from '../records/phones.ts'
import { WithReferences } from '../records/references.tsx'
import type { AnyRow } from '../records/rows.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { PickOne, type Option } from '../ui/Pick.tsx'
import { useWords } from '../words.ts'
import { MergeForm } from './MergeForm.tsx'
import css from './MergeForm.module.css'

interface Props {
  record: MergeName
  id: number
  name: string
  onClose(): void
  onMerged(id: number): void
}

/** Finds the record with which one is to become one, then asks what is kept of each. */
export function MergeWith({ record, id, name, onClose, onMerged }: Props) {
  const t = useWords()
  const [other, setOther] = useState<number>()
  return other === undefined ? (
    <Dialog label={t(`merge.with.${record}`)} onClose={onClose} high className={css.finder}>
      <WithReferences>
        <Finder record={record} id={id} name={name} onPick={setOther} onClose={onClose} />
      </WithReferences>
    </Dialog>
  ) : (
    <MergeForm record={record} ids={[id, other]} onClose={onClose} onMerged={onMerged} />
  )
}

function Finder({ record, id, name, onPick, onClose }: Omit<Props, 'onMerged'> & { onPick(id: number): void }) {
  const t = useWords()
  const [text, setText] = useState('')
  const { options: found, loading } = useFound(record, text)
  const options = useToldApart(
    record,
    found.filter((option) => option.id !== id),
  )
  // What floats over the window has to come after it, or it would lie below.
  const [there, setThere] = useState(false)
  useEffect(() => {
    const frame = requestAnimationFrame(() => setThere(true))
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <>
      <h2>{t(`merge.with.${record}`)}</h2>
      <p className="cut">{name}</p>
      <p className="t2">{t('merge.with.hint')}</p>
      {there && (
        <PickOne
          label={t(`merge.with.${record}`)}
          placeholder={t('merge.with.find')}
          value={null}
          options={options}
          loading={loading}
          text={text}
          onText={setText}
          onPick={(option) => option && onPick(Number(option.id))}
          onCancel={onClose}
        />
      )}
    </>
  )
}

const telling: Record<MergeName, readonly string[]> = {
  contacts: ['jobTitle', 'phones', 'emails'],
  companies: ['phones', 'emails', 'address'],
  deals: ['companyId'],
}
type AskList = (name: string, input: object, signal: AbortSignal) => Promise<{ items: AnyRow[] }>

/** Those who may be one are called the same: beside the names stands what tells them apart. */
function useToldApart(record: MergeName, options: readonly Option[]): Option[] {
  const hidden = useHidden(record)
  const ids = options.map(({ id }) => Number(id))
  const fields = telling[record].filter((field) => !hidden.has(field))
  const { data } = useQuery({
    queryKey: [record, 'list', 'toldApart', ids, fields],
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      // Each record has the method "list".
      (call as unknown as AskList)(
        `${record}.list`,
        { filter: { field: 'id', op: 'in', value: ids }, fields: ['id', ...fields], limit: ids.length },
        signal,
      ),
  })
  const rows = new Map(data?.items.map((row) => [row.id, row]))
  return options.map((option) => {
    const row = rows.get(Number(option.id))
    const words = row ? fields.flatMap((field) => wordOf(row, field) ?? []).slice(0, 2) : []
    return { ...option, note: [`№ ${String(option.id)}`, ...words].join(' · ') }
  })
}

function wordOf(row: AnyRow, field: string): string | undefined {
  const value = row[field]
  if (field === 'companyId') return [row.names.companyId].flat()[0]
  if (!Array.isArray(value)) return typeof value === 'string' && value ? value : undefined
  const [first] = value as { value: string }[]
  return first && (field === 'phones' ? writtenPhone(first.value) : first.value)
}
