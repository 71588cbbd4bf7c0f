import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { FieldRight } from '../../../model/access.ts'
import type { Passage } from '../../../model/roles.ts'
import { hideable, limitable } from '../../../model/rights.ts'
import { useEveryPipeline, useStages } from '../../queries.ts'
import { shapeNow } from '../../shape.ts'
import { fieldWord } from '../../records/editors.tsx'
import { PickOne } from '../../ui/Pick.tsx'
import { useWords } from '../../words.ts'
import { fieldAt, passagesIn, type Pending, type Place, type Role } from './cells.ts'
import css from './RightsPart.module.css'

interface Props {
  role: Role
  pending: Pending
  place: Place
  onField(field: string, right: FieldRight | null): void
  onPassages(pipelineId: number, pairs: readonly Passage[]): void
}

/** What of the record of a row is seen and changed, field by field; of a pipeline also which moves are allowed. */
export function FieldLimits({ role, pending, place, onField, onPassages }: Props) {
  const t = useWords()
  const pipelines = useEveryPipeline()
  const [adding, setAdding] = useState(false)
  const [text, setText] = useState('')
  const { record, pipelineId } = place
  const fields = limitable(record, shapeNow())
  const pipeline = pipelines.find(({ id }) => id === pipelineId)
  const shown = fields
    .map((field) => ({ field, ...fieldAt(role, pending, record, field, pipelineId) }))
    .filter(({ right, own }) => own || right !== 'edit')
  const name = (field: string) => t(fieldWord(record, field))
  return (
    <aside className={css.side} aria-label={t('rights.fields')}>
      <header>
        <h2>{t('rights.fields')}</h2>
        <span className="t3 cut">
          {t(`rights.record.${record}` as 'rights.record.deals')}
          {pipeline ? ` · ${pipeline.name}` : ''}
        </span>
      </header>
      {fields.length === 0 ? (
        <p className={css.note}>{t('rights.fields.none')}</p>
      ) : (
        <>
          {shown.length > 0 && (
            <table className={css.fields}>
              <thead>
                <tr>
                  <th scope="col">{t('rights.field')}</th>
                  <th scope="col">{t('rights.field.right')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {shown.map(({ field, right, own }) => (
                  <tr key={field}>
                    <th scope="row">{name(field)}</th>
                    <td>
                      <select
                        className="input"
                        value={right}
                        disabled={role.administrator}
                        aria-label={name(field)}
                        onChange={(event) => onField(field, event.target.value as FieldRight)}
                      >
                        {hideable(record, field) && <option value="hidden">{t('rights.right.hidden')}</option>}
                        <option value="read">{t('rights.right.read')}</option>
                        <option value="edit">{t('rights.right.edit')}</option>
                      </select>
                    </td>
                    <td>
                      {own && (
                        <button
                          type="button"
                          className="btn icon"
                          aria-label={t('rights.field.free', { name: name(field) })}
                          title={t('rights.field.free', { name: name(field) })}
                          onClick={() => onField(field, null)}
                        >
                          <IconX size={16} stroke={1.75} aria-hidden />
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {!role.administrator && (
            <div className={css.add}>
              {adding ? (
                <PickOne
                  label={t('rights.field.limit')}
                  value={null}
                  text={text}
                  onText={setText}
                  options={fields
                    .filter((field) => !shown.some((one) => one.field === field))
                    .map((field) => ({ id: field, name: name(field) }))
                    .filter((one) => one.name.toLowerCase().includes(text.trim().toLowerCase()))}
                  onPick={(option) => {
                    setAdding(false)
                    setText('')
                    if (option) onField(String(option.id), hideable(record, String(option.id)) ? 'hidden' : 'read')
                  }}
                  onCancel={() => {
                    setAdding(false)
                    setText('')
                  }}
                />
              ) : (
                <button type="button" className="btn" onClick={() => setAdding(true)}>
                  <IconPlus size={16} stroke={1.75} aria-hidden />
                  {t('rights.field.limit')}
                </button>
              )}
            </div>
          )}
          <p className={css.note}>{t('rights.fields.note')}</p>
        </>
      )}
      {pipeline && !role.administrator && (
        <Moves role={role} pending={pending} pipelineId={pipeline.id} onPassages={onPassages} />
      )}
    </aside>
  )
}

/** Which stage leads to which: off, every move is allowed. */
function Moves({
  role,
  pending,
  pipelineId,
  onPassages,
}: Pick<Props, 'role' | 'pending' | 'onPassages'> & { pipelineId: number }) {
  const t = useWords()
  const stages = useStages().filter((stage) => stage.pipelineId === pipelineId)
  const ids = stages.map(({ id }) => id)
  const pairs = passagesIn(role, pending, pipelineId, ids)
  const on = pairs.length > 0
  const has = (fromId: number, toId: number | null) =>
    pairs.some((pair) => pair.fromId === fromId && pair.toId === toId)
  // Switched on, it begins as it was: every move, which can then be taken away.
  const every = () =>
    ids.flatMap((fromId) => [...ids.filter((id) => id !== fromId), null].map((toId) => ({ fromId, toId })))
  const toggle = (fromId: number, toId: number | null) =>
    onPassages(
      pipelineId,
      has(fromId, toId)
        ? pairs.filter((pair) => !(pair.fromId === fromId && pair.toId === toId))
        : [...pairs, { fromId, toId }],
    )
  return (
    <section className={css.moves} aria-label={t('rights.moves')}>
      <label className={css.switch}>
        <span>
          {t('rights.moves')}
          <small className="t3">{t(on ? 'rights.moves.on' : 'rights.moves.off')}</small>
        </span>
        <input type="checkbox" checked={on} onChange={() => onPassages(pipelineId, on ? [] : every())} />
      </label>
      {on && (
        <div className={css.grid}>
          {stages.map((from) => (
            <details key={from.id}>
              <summary>
                <span className="cut">{t('rights.moves.from', { name: from.name })}</span>
                <small className="t3 num">
                  {t('rights.moves.count', {
                    count: pairs.filter(({ fromId }) => fromId === from.id).length,
                    all: stages.length,
                  })}
                </small>
              </summary>
              {[...stages.filter(({ id }) => id !== from.id), null].map((to) => (
                <label key={to?.id ?? 0}>
                  <input
                    type="checkbox"
                    checked={has(from.id, to?.id ?? null)}
                    onChange={() => toggle(from.id, to?.id ?? null)}
                  />
                  <span className="cut">{to?.name ?? t('rights.moves.elsewhere')}</span>
                </label>
              ))}
            </details>
          ))}
        </div>
      )}
    </section>
  )
}
