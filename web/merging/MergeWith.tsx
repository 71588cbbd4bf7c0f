import { useEffect, useState } from 'react'
import type { MergeName } from '../../model/merging.ts'
import { useFound } from '../records/options.tsx'
import { WithReferences } from '../records/references.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { PickOne } from '../ui/Pick.tsx'
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
  const { options, loading } = useFound(record, text)
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
          options={options.filter((option) => option.id !== id)}
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
