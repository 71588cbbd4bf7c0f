import { IconPlus } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call } from '../../api.ts'
import { useFormat } from '../../format.ts'
import { fieldWord } from '../../records/editors.tsx'
import { NameLine } from '../../records/NameLine.tsx'
import { useWords } from '../../words.ts'
import { Sortable } from '../common/Sortable.tsx'
import { arrangeStages, meanings, refreshStages, useStanding, type Stage } from './pipelinesData.ts'
import type { StageDraft } from './StageForm.tsx'
import part from '../common/Part.module.css'
import css from './StageList.module.css'

interface Props {
  pipelineId: number
  stages: readonly Stage[]
  counts: ReadonlyMap<number, number> | undefined
  opened: number | undefined
  drafts: ReadonlyMap<number, StageDraft>
  manages: boolean
  onOpen(id: number): void
}

/** The stages of a pipeline by what they mean: in progress, won, lost for a reason. */
export function StageList({ pipelineId, stages, counts, opened, drafts, manages, onOpen }: Props) {
  const t = useWords()
  const format = useFormat()
  const [adding, setAdding] = useState<Stage['meaning'] | null>(null)
  const standing = useStanding(
    stages.flatMap(({ id, rottenAfter }) => (rottenAfter === null ? [] : [{ stageId: id, days: rottenAfter }])),
  )
  const of = (meaning: Stage['meaning']) => stages.filter((stage) => stage.meaning === meaning)

  async function add(meaning: Stage['meaning'], name: string) {
    // After the others of its kind: of equal places the older comes first.
    const position = of(meaning).at(-1)?.position ?? 0
    await call('stages.create', { pipelineId, name, meaning, position, color: freshColor(of(meaning), meaning) })
    await refreshStages()
  }
  const row = (stage: Stage, grip: ReactNode) => {
    const { id, name, color, meaning, rottenAfter, asked } = stage
    const rotten = standing?.all.get(id) ?? 0
    const text = (
      <>
        <span className={css.swatch} style={{ background: `var(--stage-${color})` }} aria-hidden />
        <span className={css.name}>
          <span className="cut">{name}</span>
          {asked.length > 0 && (
            <small className="cut">{asked.map((one) => t(fieldWord('deals', one))).join(', ')}</small>
          )}
          {drafts.has(id) && <small>{t('settings.stage.unsaved')}</small>}
        </span>
        <span className={css.rots}>
          {rottenAfter === null ? (
            <span className="t3">{t('settings.stage.never')}</span>
          ) : (
            <>
              <span className="num">{t('settings.stage.days', { days: rottenAfter })}</span>
              {rotten > 0 && meaning === 'open' && (
                <small>{t('settings.stage.rotten', { count: format.number(String(rotten)) })}</small>
              )}
            </>
          )}
        </span>
        <span className={`num ${css.count}`}>{counts && format.number(String(counts.get(id) ?? 0))}</span>
      </>
    )
    return (
      <div className={css.row} data-stage={name} aria-current={id === opened ? 'true' : undefined}>
        {grip ?? <span className={css.still} />}
        {manages ? (
          <button type="button" className={css.text} aria-expanded={id === opened} onClick={() => onOpen(id)}>
            {text}
          </button>
        ) : (
          <div className={css.text}>{text}</div>
        )}
      </div>
    )
  }
  return (
    <div className={css.list}>
      <div className={css.flow} aria-hidden>
        {[...of('open'), ...of('won'), ...of('lost').slice(0, 1)].map(({ id, name, color, meaning }) => (
          <div key={id}>
            <i style={{ background: `var(--stage-${color})` }} />
            <span className="cut">{meaning === 'lost' ? t('settings.stage.lost') : name}</span>
          </div>
        ))}
      </div>
      <div className={css.heads} aria-hidden>
        <span>{t('deals.stageId')}</span>
        <span className={css.rots}>{t('settings.stage.rots')}</span>
        <span className={css.count}>{t('settings.stage.deals')}</span>
      </div>
      {meanings.map((meaning) => (
        <section key={meaning} aria-label={t(`settings.stage.${meaning}`)}>
          <h2 className={css.cap}>
            {t(`settings.stage.${meaning}`)}
            {meaning !== 'open' && <span>{t(`settings.stage.${meaning}.note`)}</span>}
          </h2>
          <Sortable
            label={t(`settings.stage.${meaning}`)}
            items={of(meaning)}
            editable={manages && meaning !== 'won'}
            onOrder={(ids) => void arrangeStages(stages, ids)}
          >
            {row}
          </Sortable>
          {manages && meaning !== 'won' && (
            <div className={`${part.add} ${css.add}`}>
              {adding === meaning ? (
                <NameLine
                  label={t(`settings.stage.${meaning}.new`)}
                  several
                  onSave={(name) => add(meaning, name)}
                  onClose={() => setAdding(null)}
                />
              ) : (
                <button type="button" className="btn" onClick={() => setAdding(meaning)}>
                  <IconPlus size={16} stroke={1.75} aria-hidden />
                  {t(`settings.stage.${meaning}.add`)}
                </button>
              )}
            </div>
          )}
        </section>
      ))}
    </div>
  )
}

const usual = ['slate', 'sky', 'cyan', 'teal', 'amber', 'orange', 'olive', 'pink'] as const

/** A reason of loss is red; a stage in progress gets a colour that no other has. */
function freshColor(others: readonly Stage[], meaning: Stage['meaning']): Stage['color'] {
  if (meaning === 'lost') return 'red'
  const taken = new Set<string>(others.map(({ color }) => color))
  return usual.find((color) => !taken.has(color)) ?? 'slate'
}
