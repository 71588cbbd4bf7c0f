import { IconX } from '@tabler/icons-react'
import { useId, useState, type CSSProperties } from 'react'
import { mergeParts, type Choice, type MergeName, type MergePart } from '../../model/merging.ts'
import { records } from '../../model/records.ts'
import { told, toldAtForm, useSending } from '../asking.ts'
import { WithReferences } from '../records/references.tsx'
import { useShape } from '../shape.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { useWords } from '../words.ts'
import { Along } from './Along.tsx'
import { merge, readMerged, saidMerged, says, useComparison, type Comparison } from './mergeData.ts'
import { MergeRow } from './MergeRow.tsx'
import css from './MergeForm.module.css'

interface Props {
  record: MergeName
  ids: readonly number[]
  onClose(): void
  /** they have become one: this */
  onMerged(id: number): void
}

/** Several records beside one another, field by field: what differs first; what is taken of each is chosen. */
export function MergeForm(props: Props) {
  const t = useWords()
  return (
    <Dialog label={t(`merge.${props.record}`)} onClose={props.onClose} className={css.window}>
      <WithReferences>
        <Form {...props} />
      </WithReferences>
    </Dialog>
  )
}

function Form({ record, ids: given, onClose, onMerged }: Props) {
  const t = useWords()
  const [ids, setIds] = useState(given)
  const [into, setInto] = useState<number>()
  const [take, setTake] = useState<Record<string, Choice>>({})
  const [meant, setMeant] = useState(false)
  const sending = useSending()
  const { data, error, isPlaceholderData, refetch } = useComparison(record, { ids, into, take })
  const choose = (key: string, choice: Choice) => {
    setTake({ ...take, [key]: choice })
    setMeant(false)
  }
  const leaveOut = (id: number) => {
    setIds(ids.filter((one) => one !== id))
    if (into === id) setInto(undefined)
    setTake(Object.fromEntries(Object.entries(take).filter(([, choice]) => choice !== id)))
    setMeant(false)
  }
  const send = async (shown: Comparison) => {
    const name = String(shown.items.find(({ id }) => id === shown.into)![records[record].named])
    const done = await sending.send(async () => {
      const { id, eventId } = await merge(record, {
        ids,
        into: shown.into,
        take,
        seen: shown.items.map((item) => ({ id: item.id, version: item.version })),
        shows: meant,
      })
      onMerged(id)
      saidMerged(name, eventId)
    })
    // What somebody has changed meanwhile is shown.
    if (done) await readMerged()
    else await refetch()
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (data) void send(data)
      }}
    >
      <header className={css.top}>
        <h2>{t(`merge.${record}`)}</h2>
        <button type="button" className="btn icon" aria-label={t('close')} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </button>
      </header>
      <div className={css.body} aria-busy={isPlaceholderData || (!data && !error)}>
        {data ? (
          <Compared
            record={record}
            // What has just been chosen is shown at once.
            shown={{ ...data, into: into ?? data.into, chosen: { ...data.chosen, ...take } }}
            onStays={(id) => {
              setInto(id)
              setMeant(false)
            }}
            onTake={choose}
            onLeaveOut={ids.length > 2 ? leaveOut : undefined}
          />
        ) : error ? (
          <p className="problem" role="alert">
            {t('merge.failed')}. {told(error)}
          </p>
        ) : (
          <Ghost />
        )}
      </div>
      <footer className={css.foot}>
        {data && <Sight shown={data} meant={meant} onMeant={setMeant} />}
        {data && data.withheld.length > 0 && (
          <p className="problem" data-withheld>
            {t('merge.may', { names: namesOf(record, data, data.withheld) })}
          </p>
        )}
        {data && error && (
          <p className="problem" role="alert">
            {told(error)}
          </p>
        )}
        {sending.problem && (
          <p className="problem" role="alert" data-field={sending.problem.field}>
            {toldAtForm(sending.problem)}
          </p>
        )}
        <span className={css.buttons}>
          <button type="button" className="btn line lg" onClick={onClose}>
            {t('merge.cancel')}
          </button>
          <button
            type="submit"
            className="btn primary lg"
            disabled={
              !data ||
              data.withheld.length > 0 ||
              sending.busy ||
              isPlaceholderData ||
              error !== null ||
              (data.gain.length > 0 && !meant)
            }
          >
            {t('merge.do')}
          </button>
        </span>
      </footer>
    </form>
  )
}

const namesOf = (record: MergeName, { items }: Comparison, ids: readonly number[]): string =>
  items
    .flatMap((item) => (ids.includes(item.id) ? `${String(item[records[record].named])} (№ ${String(item.id)})` : []))
    .join(', ')

interface ComparedProps {
  record: MergeName
  shown: Comparison
  onStays(id: number): void
  onTake(key: string, choice: Choice): void
  onLeaveOut: ((id: number) => void) | undefined
}

function Compared({ record, shown, onStays, onTake, onLeaveOut }: ComparedProps) {
  const t = useWords()
  const shape = useShape()
  const name = useId()
  const { named } = records[record]
  const parts = mergeParts(shape, record).filter(
    ({ key, fields }) =>
      (key in shown.chosen || key in shown.together) &&
      shape.fields[record][key]!.kind !== 'said' &&
      shown.items.some((item) => fields.some((field) => says(item[field]))),
  )
  const same = parts.filter((part) => isSame(part, shown))
  const differ = parts.filter((part) => !same.includes(part))
  const row = (part: MergePart) => <MergeRow key={part.key} record={record} part={part} shown={shown} onTake={onTake} />
  return (
    <div className={css.table} style={{ '--of': shown.items.length } as CSSProperties}>
      <fieldset className={css.heads}>
        <legend className="hidden-text">{t('merge.stays')}</legend>
        <span className={css.corner} aria-hidden>
          {t('merge.stays')}
        </span>
        {shown.items.map((item) => (
          <div key={item.id} className={css.head} data-stays={item.id === shown.into} data-part={item.id}>
            <label className={css.choice}>
              <input
                type="radio"
                name={name}
                checked={item.id === shown.into}
                onChange={() => onStays(item.id)}
                data-into={item.id}
              />
              <span className={css.two}>
                <b>{String(item[named])}</b>
                <small>
                  № {item.id} ·{' '}
                  {t(
                    shown.withheld.includes(item.id)
                      ? 'merge.withheld'
                      : item.id === shown.into
                        ? 'merge.staysThis'
                        : 'merge.goes',
                  )}
                </small>
              </span>
            </label>
            {onLeaveOut && (
              <button
                type="button"
                className="btn icon"
                aria-label={t('merge.leaveOut', { name: String(item[named]) })}
                onClick={() => onLeaveOut(item.id)}
              >
                <IconX size={16} stroke={1.75} aria-hidden />
              </button>
            )}
          </div>
        ))}
      </fieldset>
      {differ.length > 0 && <h3 className={css.section}>{t('merge.differ')}</h3>}
      {differ.map(row)}
      {record === 'deals' && shown.lines !== null && shown.lines.length > 0 && (
        <MergeRow record={record} part={{ key: 'lines', fields: [], how: 'one' }} shown={shown} onTake={onTake} />
      )}
      <Along shown={shown} />
      {same.length > 0 && (
        <details className={css.same}>
          <summary>{t('merge.same', { count: same.length })}</summary>
          {same.map(row)}
        </details>
      )}
    </div>
  )
}

const isSame = ({ fields }: MergePart, { items }: Comparison): boolean =>
  new Set(items.map((item) => JSON.stringify(fields.map((field) => item[field])))).size === 1

/** Whose sight it changes: that somebody sees more has to be meant. */
function Sight({ shown, meant, onMeant }: { shown: Comparison; meant: boolean; onMeant(meant: boolean): void }) {
  const t = useWords()
  const names = (people: Comparison['gain']) => people.map(({ name }) => name).join(', ')
  return (
    <>
      {shown.gain.length > 0 && (
        <div className={css.sight}>
          <p>{t('merge.gain', { names: names(shown.gain) })}</p>
          <label className={css.meant}>
            <input type="checkbox" checked={meant} onChange={({ target }) => onMeant(target.checked)} />
            {t('merge.gain.meant')}
          </label>
        </div>
      )}
      {shown.lose.length > 0 && <p className="t2">{t('merge.lose', { names: names(shown.lose) })}</p>}
    </>
  )
}

function Ghost() {
  return (
    <div className={css.ghosts} aria-hidden>
      {[64, 48, 72, 40, 56].map((width, i) => (
        <i key={i} style={{ width: `${String(width)}%` }} />
      ))}
    </div>
  )
}
